package io.tailwater.storage.mmap;

import io.tailwater.spi.file.MappedRegion;
import java.nio.ByteBuffer;

/**
 * A mapped piece of a segment, prepared for appending. Guarded by its {@link AppendSpace} from being made until it is taken
 * out to be closed.
 *
 * @param region the bytes from {@code start} to {@code end}
 */
record AppendWindow(int start, int end, MappedRegion region) {

    /**
     * Copies bytes in, as many as fit.
     *
     * @return how many
     */
    int put(int position, ByteBuffer source, int from, int length) {
        int fitting = Math.min(length, end - position);
        region.buffer().put(position - start, source, from, fitting);
        return fitting;
    }

    void close() {
        region.close();
    }
}

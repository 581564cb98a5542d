package io.tailwater.storage.mmap;

import io.tailwater.spi.file.MappedRegion;
import io.tailwater.storage.files.AppendWindow;
import io.tailwater.storage.files.TailFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/**
 * A mapping of its own for each piece of space that is prepared.
 *
 * @param region the bytes from {@code start} to {@code end}
 */
record MappedWindow(int start, int end, MappedRegion region) implements AppendWindow {

    private static final int PAGE_BYTES = 4096;

    /** Maps a piece; see {@link io.tailwater.storage.files.TailMapping#map}. */
    static AppendWindow map(TailFile file, int start, int end) throws IOException {
        MappedRegion region = file.file().map(start, end - start);
        touch(region.buffer());
        return new MappedWindow(start, end, region);
    }

    @Override
    public int put(int position, ByteBuffer source, int from, int length) {
        int fitting = Math.min(length, end - position);
        region.buffer().put(position - start, source, from, fitting);
        return fitting;
    }

    @Override
    public void close() {
        region.close();
    }

    /**
     * Stores without looking first: a page that was read before it is written costs two faults, and on Linux 6.18 twenty
     * times the CPU, which maps a whole folio at the first store.
     */
    private static void touch(MappedByteBuffer buffer) {
        int last = buffer.capacity() - 1;
        for (int at = 0; at < last; at += PAGE_BYTES) {
            buffer.put(at, (byte) 0);
        }
        buffer.put(last, (byte) 0);
    }
}

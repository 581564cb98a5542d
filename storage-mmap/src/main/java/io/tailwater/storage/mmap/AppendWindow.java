package io.tailwater.storage.mmap;

import io.tailwater.spi.file.MappedRegion;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A mapped piece of a segment, prepared for appending. A worker makes it and links it to the one before; from then on it
 * belongs to the writer until that has moved on; then a worker closes it.
 */
final class AppendWindow {

    private final int start;
    private final int end;
    private final @Nullable MappedRegion region;
    private volatile @Nullable AppendWindow next;

    /** @param region the bytes from {@code start} to {@code end}; null only where those are equal */
    AppendWindow(int start, int end, @Nullable MappedRegion region) {
        this.start = start;
        this.end = end;
        this.region = region;
    }

    /** The place before the first window. */
    static AppendWindow none(int position) {
        return new AppendWindow(position, position, null);
    }

    int end() {
        return end;
    }

    @Nullable
    AppendWindow next() {
        return next;
    }

    void link(AppendWindow follower) {
        next = follower;
    }

    /**
     * Copies bytes in, as many as fit.
     *
     * @return how many
     */
    int put(int position, ByteBuffer source, int from, int length) {
        int fitting = Math.min(length, end - position);
        if (fitting > 0 && region != null) {
            region.buffer().put(position - start, source, from, fitting);
        }
        return fitting;
    }

    void close() {
        if (region != null) {
            region.close();
        }
    }
}

package io.tailwater.storage.chronicle;

import io.tailwater.storage.files.AppendWindow;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.OS;

/**
 * The part of a chunk that is prepared for appending.
 *
 * @param mapping keeps the chunk mapped until it is closed; Chronicle unmaps it on a thread of its own, and does not notice stores
 *     after that
 */
record ChunkWindow(int start, int end, int heldFrom, MappedBytesStore chunk, Closeable mapping)
        implements AppendWindow {

    /** Makes a window and brings its pages into the process's page table; see {@code MappedWindow}. */
    static ChunkWindow touch(
            int start, int end, int heldFrom, boolean leaveClean, MappedBytesStore chunk, Closeable mapping) {
        int pageBytes = OS.pageSize();
        for (int at = start; at < end - 1; at += pageBytes) {
            touch(chunk, at, leaveClean);
        }
        touch(chunk, end - 1, leaveClean);
        return new ChunkWindow(start, end, heldFrom, chunk, mapping);
    }

    private static void touch(MappedBytesStore chunk, int at, boolean leaveClean) {
        if (leaveClean) {
            if (chunk.readByte(at) != 0) {
                throw new IllegalStateException("prepared space does not hold zeros");
            }
        } else {
            chunk.writeByte(at, (byte) 0);
        }
    }

    @Override
    public int put(int position, ByteBuffer source, int from, int length) {
        int fitting = Math.min(length, end - position);
        if (source.isDirect() || source.hasArray()) {
            chunk.write(position, source, source.isDirect() ? from : source.arrayOffset() + from, fitting);
        } else {
            byte[] copy = new byte[fitting];
            source.get(from, copy);
            chunk.write(position, copy, 0, fitting);
        }
        return fitting;
    }

    @Override
    public void close() {
        try {
            mapping.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

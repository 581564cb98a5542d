package io.tailwater.spi;

import java.nio.ByteBuffer;

/**
 * Bytes of whole batches, leased from a log until closed. One owner at a time closes it, once; closing again does nothing.
 * Any thread may use it.
 */
public sealed interface LogSlice extends ReadResult, AutoCloseable permits FileSlice, MemorySlice {

    /** How many bytes; 0 when there was nothing to read. */
    int size();

    /**
     * Copies bytes out. Does not wait for a disk when the slice came from a completed read.
     *
     * @param from where in the slice to begin, 0 to {@code size()}
     * @param target filled up to its limit or to the slice's end; its position moves on
     * @throws StorageException when the disk fails
     */
    void copyTo(int from, ByteBuffer target);

    /** The whole slice as a buffer on the heap, ready to be read. */
    default ByteBuffer toBuffer() {
        ByteBuffer buffer = ByteBuffer.allocate(size());
        copyTo(0, buffer);
        return buffer.flip();
    }

    /** Gives back the lease. */
    @Override
    void close();
}

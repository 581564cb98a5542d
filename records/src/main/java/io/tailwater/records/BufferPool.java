package io.tailwater.records;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.internals.BufferSupplier;

/**
 * Heap buffers for decompression, kept for the next batch up to a bound. Thread-safe. Sizes are few (a chunk, a window, the
 * block sizes of lz4 and zstd), so each has a stack of its own.
 */
final class BufferPool extends BufferSupplier {

    private final int retainedBytesLimit;
    private final Map<Integer, Deque<ByteBuffer>> idleByCapacity = new HashMap<>();
    private int retainedBytes;
    private int lent;

    /** @param retainedBytesLimit how many bytes of idle buffers are kept in all */
    BufferPool(int retainedBytesLimit) {
        this.retainedBytesLimit = retainedBytesLimit;
    }

    /** A cleared buffer with an array, of exactly this capacity; its content is whatever it was. */
    @Override
    public ByteBuffer get(int capacity) {
        synchronized (this) {
            lent++;
            Deque<ByteBuffer> idle = idleByCapacity.get(capacity);
            if (idle != null && !idle.isEmpty()) {
                retainedBytes -= capacity;
                return idle.pop().clear();
            }
        }
        return ByteBuffer.allocate(capacity);
    }

    @Override
    public synchronized void release(ByteBuffer buffer) {
        lent--;
        if (retainedBytes + buffer.capacity() <= retainedBytesLimit) {
            retainedBytes += buffer.capacity();
            idleByCapacity
                    .computeIfAbsent(buffer.capacity(), capacity -> new ArrayDeque<>())
                    .push(buffer);
        }
    }

    /** How many buffers are out. */
    synchronized int lent() {
        return lent;
    }

    /** How many bytes of idle buffers are kept. */
    synchronized int retainedBytes() {
        return retainedBytes;
    }

    @Override
    public synchronized void close() {
        idleByCapacity.clear();
        retainedBytes = 0;
    }
}

package io.tailwater.spi;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** Bytes in memory. Thread-safe. */
public final class MemorySlice implements LogSlice {

    /** Nothing to read. */
    public static final MemorySlice EMPTY = new MemorySlice(ByteBuffer.allocate(0), Lease.NONE);

    private final ByteBuffer bytes;
    private final Lease lease;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param bytes what is between position and limit; not changed until the lease is released */
    public MemorySlice(ByteBuffer bytes, Lease lease) {
        this.bytes = bytes.asReadOnlyBuffer();
        this.lease = lease;
    }

    /** A view of the bytes, with a position and limit of its own; not to be used after {@link #close()}. */
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    @Override
    public int size() {
        return bytes.remaining();
    }

    @Override
    public void copyTo(int from, ByteBuffer target) {
        int length = Math.min(target.remaining(), bytes.remaining() - from);
        target.put(bytes.slice(bytes.position() + from, length));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lease.release();
        }
    }
}

package io.tailwater.tcp.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/**
 * Reads a request, and refuses one that would come to very much more on the heap than it is on the wire: an empty string of
 * two bytes becomes objects of eighty, and a claimed array is made before its elements are read. Owned by one event loop.
 *
 * <p>What is counted is an estimate of what Kafka's generated classes make of each field. Records are not counted: they stay
 * views of the frame.
 */
public final class BoundedReader extends ByteBufferAccessor {

    /**
     * What one request may come to: a quarter of the heap of the start script, and requests that name a hundred thousand
     * partitions each.
     */
    static final int HEAP_BYTES = 16 << 20;

    private static final int ARRAY_BYTES = 64;
    private static final int NUMBER_BYTES = 16;
    private static final int LENGTH_BYTES = 8;

    private int left = HEAP_BYTES;

    public BoundedReader(ByteBuffer frame) {
        super(frame);
    }

    /** Decoders refuse arrays of more elements than this; no element is read for less. */
    @Override
    public int remaining() {
        return Math.min(super.remaining(), left / LENGTH_BYTES);
    }

    @Override
    public byte[] readArray(int size) {
        spend((long) ARRAY_BYTES + size);
        return super.readArray(size);
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        spend(ARRAY_BYTES);
        return super.readByteBuffer(length);
    }

    @Override
    public int readInt() {
        spend(NUMBER_BYTES);
        return super.readInt();
    }

    @Override
    public long readLong() {
        spend(NUMBER_BYTES);
        return super.readLong();
    }

    @Override
    public int readUnsignedVarint() {
        spend(LENGTH_BYTES);
        return super.readUnsignedVarint();
    }

    private void spend(long bytes) {
        if (bytes > left) {
            throw new IllegalArgumentException("more than " + HEAP_BYTES + " bytes when it is decoded");
        }
        left -= (int) bytes;
    }
}

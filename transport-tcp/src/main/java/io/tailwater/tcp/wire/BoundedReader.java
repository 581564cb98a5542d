package io.tailwater.tcp.wire;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request, and refuses one that would come to very much more on the heap than it is on the wire: an empty string of
 * two bytes becomes objects of eighty, and a claimed array is made before its elements are read. Owned by one event loop.
 *
 * <p>What is counted is an estimate of what Kafka's generated classes make of each field. Records are not counted: they stay
 * views of the frame.
 *
 * <p>Requests whose classes keep arrays in hash tables are looked through by {@link HashedArrays} when a long array begins.
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
    private @Nullable Schema hashed;
    private @Nullable ByteBuffer body;
    private int lastNumber;

    public BoundedReader(ByteBuffer frame) {
        super(frame);
    }

    /** The body of a request begins here, whose class keeps arrays in hash tables. */
    public void expectHashedArrays(Schema schema) {
        hashed = schema;
        body = buffer().slice();
        lastNumber = 0;
    }

    /**
     * Decoders refuse arrays of more elements than this; no element is read for less. They ask once for each array, right after
     * its length.
     */
    @Override
    public int remaining() {
        int most = Math.min(super.remaining(), left / LENGTH_BYTES);
        if (lastNumber > HashedArrays.SHORT && lastNumber <= most) {
            longArray();
        }
        return most;
    }

    @Override
    public byte[] readArray(int size) {
        spend((long) ARRAY_BYTES + size);
        lastNumber = 0;
        return super.readArray(size);
    }

    @Override
    public ByteBuffer readByteBuffer(int length) {
        spend(ARRAY_BYTES);
        lastNumber = 0;
        return super.readByteBuffer(length);
    }

    @Override
    public int readInt() {
        spend(NUMBER_BYTES);
        lastNumber = super.readInt();
        return lastNumber;
    }

    @Override
    public long readLong() {
        spend(NUMBER_BYTES);
        return super.readLong();
    }

    @Override
    public int readUnsignedVarint() {
        spend(LENGTH_BYTES);
        lastNumber = super.readUnsignedVarint();
        return lastNumber;
    }

    private void longArray() {
        Schema schema = hashed;
        ByteBuffer all = body;
        if (schema != null && all != null) {
            hashed = null;
            body = null;
            HashedArrays.check(schema, all);
        }
    }

    private void spend(long bytes) {
        if (bytes > left) {
            throw new IllegalArgumentException("more than " + HEAP_BYTES + " bytes when it is decoded");
        }
        left -= (int) bytes;
    }
}

package io.tailwater.core.coordinator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record of a coordinator's log. Immutable, if nobody changes the bytes it was made of; equal when the bytes are.
 *
 * <p>Records that were read back are views of a whole batch: a state copies what it keeps of them.
 *
 * @param key what the record is about; never null
 * @param value what is so from now on; null to forget the key
 * @param producerId the producer whose open transaction the record is part of, or {@link #NO_PRODUCER}
 * @param producerEpoch that producer's epoch, or {@link #NO_EPOCH}
 */
public record CoordinatorRecord(ByteBuffer key, @Nullable ByteBuffer value, long producerId, short producerEpoch) {

    /** The producer of records outside of transactions. */
    public static final long NO_PRODUCER = -1;

    /** The epoch of {@link #NO_PRODUCER}. */
    public static final short NO_EPOCH = -1;

    public CoordinatorRecord {
        if (producerId < 0 != producerEpoch < 0) {
            throw new IllegalArgumentException("producer " + producerId + " with epoch " + producerEpoch);
        }
        key = key.asReadOnlyBuffer();
        value = value == null ? null : value.asReadOnlyBuffer();
    }

    /** A record that counts as soon as it is written. */
    public static CoordinatorRecord of(ByteBuffer key, ByteBuffer value) {
        return new CoordinatorRecord(key, value, NO_PRODUCER, NO_EPOCH);
    }

    /** Says that there is nothing under a key any more. */
    public static CoordinatorRecord tombstone(ByteBuffer key) {
        return new CoordinatorRecord(key, null, NO_PRODUCER, NO_EPOCH);
    }

    /** A record that counts when its producer's transaction is committed, and never if that is aborted. */
    public static CoordinatorRecord transactional(
            ByteBuffer key, ByteBuffer value, long producerId, short producerEpoch) {
        return new CoordinatorRecord(key, value, producerId, producerEpoch);
    }

    /** Whether the record waits for the end of a transaction. */
    public boolean isTransactional() {
        return producerId >= 0;
    }

    /** A read-only view with a position of its own. */
    @Override
    public ByteBuffer key() {
        return key.duplicate();
    }

    /** A read-only view with a position of its own, or null. */
    @Override
    public @Nullable ByteBuffer value() {
        return value == null ? null : value.duplicate();
    }

    /** How many bytes key and value have together. */
    public int sizeInBytes() {
        return key.remaining() + (value == null ? 0 : value.remaining());
    }
}

package io.tailwater.core.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one batch of records that the broker itself writes, not compressed. Owned by one thread. */
public interface BatchBuilder {

    /**
     * Adds a record.
     *
     * @param timestampMillis milliseconds since 1970
     * @param key between position and limit, unmoved; null for none
     * @param value likewise; null for a tombstone
     * @param headers in order
     */
    void append(long timestampMillis, @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers);

    /** Adds a record without headers. */
    default void append(long timestampMillis, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        append(timestampMillis, key, value, List.of());
    }

    /** How many bytes the batch has so far. */
    int sizeInBytes();

    /** The batch, to which nothing can be added any more; base offset and leader epoch are still to be set. */
    ByteBuffer build();
}

package io.tailwater.core.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the records of a batch one by one, for as long as it wants more. */
public interface RecordScan {

    /**
     * One record. Key, value and headers' values are views that are valid during this call only.
     *
     * @param offset its offset
     * @param timestampMillis milliseconds since 1970
     * @param headers in order
     * @return whether to go on
     */
    boolean take(
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers);

    /**
     * A record that is larger than was asked for.
     *
     * @param sizeInBytes all of it, decompressed
     * @return whether to go on
     */
    boolean tooLarge(long offset, int sizeInBytes);
}

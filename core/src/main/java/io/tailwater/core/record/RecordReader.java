package io.tailwater.core.record;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the records of a batch, in order. */
@FunctionalInterface
public interface RecordReader {

    /**
     * One record. Key, value and headers' values are views with positions of their own, valid as long as the batch that is
     * read.
     *
     * @param offset its offset
     * @param timestampMillis milliseconds since 1970
     * @param headers in order
     */
    void take(
            long offset,
            long timestampMillis,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers);
}

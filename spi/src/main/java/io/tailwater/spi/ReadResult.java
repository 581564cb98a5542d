package io.tailwater.spi;

/** The answer to a read: bytes, or why there are none. */
public sealed interface ReadResult permits LogSlice, ReadResult.OutOfRange, ReadResult.Damaged {

    /**
     * The offset asked for is not in the log.
     *
     * @param startOffset the log's first offset when it was asked
     * @param endOffset the offset after its last
     */
    record OutOfRange(long startOffset, long endOffset) implements ReadResult {}

    /**
     * The bytes where the read would begin cannot be a batch: they are not what was written. Batches before and after are
     * readable.
     *
     * @param fromOffset the offset after the batch before the damage
     * @param toOffset where the next batch begins that is good; above the offset asked for
     * @param finding what is wrong, naming file and position
     */
    record Damaged(long fromOffset, long toOffset, String finding) implements ReadResult {}
}

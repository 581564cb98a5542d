package io.tailwater.spi;

/** The answer to a read: bytes, or why there are none. */
public sealed interface ReadResult permits LogSlice, ReadResult.OutOfRange {

    /**
     * The offset asked for is not in the log.
     *
     * @param startOffset the log's first offset when it was asked
     * @param endOffset the offset after its last
     */
    record OutOfRange(long startOffset, long endOffset) implements ReadResult {}
}

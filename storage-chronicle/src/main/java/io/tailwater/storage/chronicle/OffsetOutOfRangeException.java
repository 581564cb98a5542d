package io.tailwater.storage.chronicle;

/** A follower's position is not in the log any more: its records were deleted, or the log's tail was cut off. */
public final class OffsetOutOfRangeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long startOffset;
    private final long endOffset;

    OffsetOutOfRangeException(long position, long startOffset, long endOffset) {
        super("offset " + position + " is not in the log, which has those from " + startOffset + " to " + endOffset);
        this.startOffset = startOffset;
        this.endOffset = endOffset;
    }

    /** The first offset that could be read. */
    public long startOffset() {
        return startOffset;
    }

    /** The offset after the last that could be read. */
    public long endOffset() {
        return endOffset;
    }
}

package io.tailwater.spi;

/**
 * One segment, for deciding what to retain.
 *
 * @param baseOffset the first offset it may hold
 * @param endOffset the offset after its last
 * @param sizeBytes the bytes of its batches, without indexes and without space prepared ahead
 * @param firstTimestampMillis the largest timestamp of its first batch, or -1 when it is empty or that batch has none
 * @param maxTimestampMillis the largest timestamp in it, or -1 when it is empty or its batches have none
 * @param lastModifiedMillis where its batches have no timestamps, and it is not being written any more: when that was done last, by
 *     the file system, or -1 when the engine cannot tell; else -1
 * @param active whether it is being written: the next append may go into it
 */
public record SegmentInfo(
        long baseOffset,
        long endOffset,
        long sizeBytes,
        long firstTimestampMillis,
        long maxTimestampMillis,
        long lastModifiedMillis,
        boolean active) {

    /** One whose batches have timestamps, or of an engine that cannot tell when a segment was written. */
    public SegmentInfo(
            long baseOffset,
            long endOffset,
            long sizeBytes,
            long firstTimestampMillis,
            long maxTimestampMillis,
            boolean active) {
        this(baseOffset, endOffset, sizeBytes, firstTimestampMillis, maxTimestampMillis, -1, active);
    }

    /** Up to when there is something in it: its largest timestamp, or else when it was written last; -1 when neither is known. */
    public long newestMillis() {
        return maxTimestampMillis >= 0 ? maxTimestampMillis : lastModifiedMillis;
    }
}

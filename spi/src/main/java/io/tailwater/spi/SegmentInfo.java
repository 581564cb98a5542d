package io.tailwater.spi;

/**
 * One segment, for deciding what to retain.
 *
 * @param baseOffset the first offset it may hold
 * @param endOffset the offset after its last
 * @param sizeBytes the bytes of its batches, without indexes and without space prepared ahead
 * @param firstTimestampMillis the largest timestamp of its first batch, or -1 when it is empty or that batch has none
 * @param maxTimestampMillis the largest timestamp in it, or -1 when it is empty or its batches have none
 * @param active whether it is being written: the next append may go into it
 */
public record SegmentInfo(
        long baseOffset,
        long endOffset,
        long sizeBytes,
        long firstTimestampMillis,
        long maxTimestampMillis,
        boolean active) {}

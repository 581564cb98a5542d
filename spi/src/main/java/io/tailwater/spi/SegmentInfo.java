package io.tailwater.spi;

/**
 * One segment, for deciding what to retain.
 *
 * @param baseOffset the first offset it may hold
 * @param endOffset the offset after its last
 * @param sizeBytes the bytes of its batches, without indexes and without space prepared ahead
 * @param maxTimestampMillis the largest timestamp in it, or -1 when it is empty
 */
public record SegmentInfo(long baseOffset, long endOffset, long sizeBytes, long maxTimestampMillis) {}

package io.tailwater.spi;

/**
 * Where a batch is, as an index knows it.
 *
 * @param baseOffset the batch's first offset, to read from
 * @param lastOffset the batch's last offset
 * @param maxTimestampMillis the largest timestamp its header states
 */
public record BatchReference(long baseOffset, long lastOffset, long maxTimestampMillis) {}

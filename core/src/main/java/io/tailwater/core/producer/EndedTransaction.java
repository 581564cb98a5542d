package io.tailwater.core.producer;

/**
 * A transaction that a marker decided in one partition.
 *
 * @param firstOffset the offset of its first record
 * @param firstUndecidedOffset where the earliest transaction begins that is still open, or the offset after the marker
 */
public record EndedTransaction(long firstOffset, long firstUndecidedOffset) {}

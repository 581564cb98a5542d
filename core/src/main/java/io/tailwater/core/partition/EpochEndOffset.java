package io.tailwater.core.partition;

/**
 * Where a leader epoch ended (KIP-101).
 *
 * @param leaderEpoch the largest epoch of the log that is at most the one asked for, -1 when there is none
 * @param endOffset the offset after that epoch's last record, -1 when there is none
 */
public record EpochEndOffset(int leaderEpoch, long endOffset) {}

package io.tailwater.core.share;

import io.tailwater.core.partition.PartitionKey;

/**
 * How far a share group has come in a partition.
 *
 * @param key the partition
 * @param startOffset everything below is done with, {@link #NOT_BEGUN} where the group has not begun
 * @param leaderEpoch the partition's when that was noted
 * @param doneCount how many offsets at or above the start are done with, too (KIP-1226)
 */
public record ShareOffset(PartitionKey key, long startOffset, int leaderEpoch, long doneCount) {

    /** The group has not read anything of the partition. */
    public static final long NOT_BEGUN = -1;
}

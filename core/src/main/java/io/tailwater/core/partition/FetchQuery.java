package io.tailwater.core.partition;

import java.util.List;

/**
 * A fetch over any number of partitions, which may wait for data.
 *
 * @param partitions what to read, in the order in which room is given
 * @param maxBytes about how many bytes in all; the first batch of the first partition that has any is given even if larger
 * @param minBytes wait until this many bytes are there, 0 or 1 for any
 * @param maxWaitMillis how long to wait at most
 * @param readCommitted whether to stop at the last stable offset
 */
public record FetchQuery(
        List<PartitionFetch> partitions, int maxBytes, int minBytes, int maxWaitMillis, boolean readCommitted) {

    /**
     * One partition's part.
     *
     * @param key the partition
     * @param fetchOffset the first offset wanted
     * @param maxBytes about how many bytes of this partition at most
     * @param currentLeaderEpoch what the client believes, -1 when it does not say (KIP-320)
     * @param lastFetchedEpoch the epoch of the record before {@code fetchOffset}, -1 when it does not say (KIP-595)
     */
    public record PartitionFetch(
            PartitionKey key, long fetchOffset, int maxBytes, int currentLeaderEpoch, int lastFetchedEpoch) {}
}

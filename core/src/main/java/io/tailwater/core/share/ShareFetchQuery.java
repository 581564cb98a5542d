package io.tailwater.core.share;

import io.tailwater.core.partition.PartitionKey;
import java.util.List;

/**
 * A fetch of a share group's member, which may wait for records.
 *
 * @param member who gets the records
 * @param partitions where from, in the order in which room is given; none twice
 * @param maxRecords about how many records in all, at least 1
 * @param strict whether {@code maxRecords} is not exceeded, not even to the end of a batch (KIP-1206)
 * @param batchSize about how many records to acquire, and later to acknowledge, together
 * @param minBytes wait until this many bytes are there, 0 or 1 for any
 * @param maxBytes about how many bytes in all
 * @param maxWaitMillis how long to wait at most
 */
public record ShareFetchQuery(
        ShareMember member,
        List<PartitionKey> partitions,
        int maxRecords,
        boolean strict,
        int batchSize,
        int minBytes,
        int maxBytes,
        int maxWaitMillis) {}

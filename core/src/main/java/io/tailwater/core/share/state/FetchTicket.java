package io.tailwater.core.share.state;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.share.ShareMember;
import java.util.List;

/** By what a coordinator knows a fetch again: the object itself; and what it is told and tells. Immutable. */
final class FetchTicket {

    private final ShareMember member;

    FetchTicket(ShareMember member) {
        this.member = member;
    }

    ShareMember member() {
        return member;
    }

    /**
     * What a fetch wants to read.
     *
     * @param partitions where from
     * @param waitUntilMillis how long to wait when there is nothing, since 1970
     */
    record Wish(List<PartitionKey> partitions, long waitUntilMillis) {}

    /**
     * What it may read; when there are partitions that are not ready these have to be prepared first, and nothing may be read.
     *
     * @param positions where to read, until it is told to the coordinator what was read
     * @param unready partitions that have to be prepared
     */
    record Claims(List<Position> positions, List<Unready> unready) {

        static final Claims NONE = new Claims(List.of(), List.of());
    }

    /**
     * Where to read.
     *
     * @param key the partition
     * @param offset the first offset to be delivered
     * @param atEnd whether nothing from there on was delivered yet, so that there may be nothing
     */
    record Position(PartitionKey key, long offset, boolean atEnd) {}

    /**
     * A partition that has to be looked at.
     *
     * @param key the partition
     * @param begun whether the group has begun in it
     * @param leaderEpoch the partition's when the group was last there
     */
    record Unready(PartitionKey key, boolean begun, int leaderEpoch) {}

    /**
     * What was found when a partition was looked at.
     *
     * @param key the partition
     * @param beginOffset where a group begins that has not
     * @param logStartOffset the log's first offset
     * @param validEndOffset offsets from here on are not what they were when the group was there; {@code Long.MAX_VALUE} when all
     *     are
     * @param leaderEpoch the partition's
     */
    record Prepared(PartitionKey key, long beginOffset, long logStartOffset, long validEndOffset, int leaderEpoch) {}

    /**
     * What was read of a partition.
     *
     * @param key the partition
     * @param offset where it was read
     * @param logStartOffset the log's first offset
     * @param batches what was found
     */
    record Found(PartitionKey key, long offset, long logStartOffset, List<BatchSpan> batches) {}
}

package io.tailwater.core.group;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how far a group has come.
 *
 * @param groupId any, where nobody is a member; otherwise the group's
 * @param member who commits; {@link MemberClaim#NONE} for a simple consumer
 * @param transaction the transaction it is part of, or null: then it holds when the answer is given
 * @param retentionMillis how long to keep it, as clients before 2.1 could ask; -1 for the broker's rule
 * @param topics what is committed
 */
public record CommitOffsets(
        String groupId,
        MemberClaim member,
        @Nullable Transaction transaction,
        long retentionMillis,
        List<TopicPartitions<NewOffset>> topics) {

    /** The broker's rule for how long to keep offsets. */
    public static final long DEFAULT_RETENTION = -1;

    /** A transactional producer; what it commits holds when its transaction is committed. */
    public record Transaction(String transactionalId, long producerId, short producerEpoch) {}

    /**
     * One partition's offset.
     *
     * @param partition its number
     * @param offset of the next record to read
     * @param leaderEpoch of the last record read, or -1 (KIP-320)
     * @param metadata the client's own note; never null, at most {@code groups.maxMetadataBytes}
     */
    public record NewOffset(int partition, long offset, int leaderEpoch, String metadata) {}
}

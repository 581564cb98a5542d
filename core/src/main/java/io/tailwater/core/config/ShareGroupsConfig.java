package io.tailwater.core.config;

/**
 * Share groups (KIP-932).
 *
 * @param partitions partitions of {@code __share_group_state}, fixed when it is made
 *     ({@code share.coordinator.state.topic.num.partitions})
 * @param maxSessions share sessions at once, each of one member ({@code group.share.max.share.sessions})
 * @param maxSize members of one group ({@code group.share.max.size})
 * @param sessionTimeoutMillis a member silent for so long is put out ({@code group.share.session.timeout.ms})
 * @param heartbeatIntervalMillis how often members report ({@code group.share.heartbeat.interval.ms})
 * @param deliveryCountLimit how often a record is delivered at most ({@code group.share.delivery.count.limit})
 * @param maxRecordLocks records of a partition that are under way at most ({@code group.share.partition.max.record.locks})
 * @param recordLockDurationMillis how long a member has a record to itself ({@code group.share.record.lock.duration.ms})
 * @param maxBytes memory for the partitions that groups share, estimated; beyond it no group begins anywhere and nothing new is
 *     delivered
 */
public record ShareGroupsConfig(
        int partitions,
        int maxSessions,
        int maxSize,
        int sessionTimeoutMillis,
        int heartbeatIntervalMillis,
        int deliveryCountLimit,
        int maxRecordLocks,
        int recordLockDurationMillis,
        long maxBytes) {

    /** Kafka's, but for one partition; 8 MiB, an eighth of the heap that the start script gives. */
    public static final ShareGroupsConfig DEFAULTS =
            new ShareGroupsConfig(1, 2000, 200, 45_000, 5_000, 5, 2000, 30_000, 8 << 20);

    public ShareGroupsConfig {
        Require.that(
                partitions >= 1 && partitions <= 1000, "shareGroups.partitions must be 1 to 1000, not %d", partitions);
        Require.that(maxSessions >= 1, "shareGroups.maxSessions must be at least 1, not %d", maxSessions);
        Require.that(maxSize >= 1, "shareGroups.maxSize must be at least 1, not %d", maxSize);
        Require.that(
                heartbeatIntervalMillis >= 1,
                "shareGroups.heartbeatIntervalMillis must be at least 1, not %d",
                heartbeatIntervalMillis);
        Require.that(
                sessionTimeoutMillis > heartbeatIntervalMillis,
                "shareGroups.sessionTimeoutMillis must be more than shareGroups.heartbeatIntervalMillis (%d), not %d",
                heartbeatIntervalMillis,
                sessionTimeoutMillis);
        Require.that(
                deliveryCountLimit >= 2 && deliveryCountLimit <= 10,
                "shareGroups.deliveryCountLimit must be 2 to 10, not %d",
                deliveryCountLimit);
        Require.that(
                maxRecordLocks >= 100 && maxRecordLocks <= 10_000,
                "shareGroups.maxRecordLocks must be 100 to 10000, not %d",
                maxRecordLocks);
        Require.that(
                recordLockDurationMillis >= 1,
                "shareGroups.recordLockDurationMillis must be at least 1, not %d",
                recordLockDurationMillis);
        Require.that(maxBytes >= 1 << 20, "shareGroups.maxBytes must be at least %d, not %d", 1 << 20, maxBytes);
    }
}

package io.tailwater.core.config;

/**
 * Groups of consumers and the offsets they commit.
 *
 * @param partitions partitions of {@code __consumer_offsets} when it is made ({@code offsets.topic.num.partitions})
 * @param minSessionTimeoutMillis the shortest session time-out a member may ask for ({@code group.min.session.timeout.ms})
 * @param maxSessionTimeoutMillis the longest ({@code group.max.session.timeout.ms})
 * @param initialRebalanceDelayMillis how long an empty group waits for more members after the first
 *     ({@code group.initial.rebalance.delay.ms})
 * @param maxSize members of one group at most ({@code group.max.size})
 * @param maxGroups groups at most
 * @param maxOffsets committed offsets at most, over all groups
 * @param maxMetadataBytes bytes of metadata kept with an offset at most ({@code offset.metadata.max.bytes})
 * @param offsetsRetentionMillis how long offsets outlive their group's last member ({@code offsets.retention.minutes})
 * @param offsetsRetentionCheckMillis how often that is looked at ({@code offsets.retention.check.interval.ms})
 */
public record GroupsConfig(
        int partitions,
        int minSessionTimeoutMillis,
        int maxSessionTimeoutMillis,
        int initialRebalanceDelayMillis,
        int maxSize,
        int maxGroups,
        int maxOffsets,
        int maxMetadataBytes,
        long offsetsRetentionMillis,
        long offsetsRetentionCheckMillis) {

    /** Kafka's, but for one partition, no initial delay, and bounds on what Kafka does not bound. */
    public static final GroupsConfig DEFAULTS = new GroupsConfig(
            1, 6_000, 30 * 60_000, 0, 10_000, 100_000, 2_000_000, 4096, 7L * 24 * 60 * 60_000, 10 * 60_000L);

    public GroupsConfig {
        Require.that(partitions >= 1, "groups.partitions must be at least 1, not %d", partitions);
        Require.that(
                minSessionTimeoutMillis >= 1,
                "groups.minSessionTimeoutMillis must be at least 1, not %d",
                minSessionTimeoutMillis);
        Require.that(
                maxSessionTimeoutMillis >= minSessionTimeoutMillis,
                "groups.maxSessionTimeoutMillis must be at least groups.minSessionTimeoutMillis (%d), not %d",
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis);
        Require.that(
                initialRebalanceDelayMillis >= 0,
                "groups.initialRebalanceDelayMillis must be 0 or more, not %d",
                initialRebalanceDelayMillis);
        Require.that(maxSize >= 1, "groups.maxSize must be at least 1, not %d", maxSize);
        Require.that(maxGroups >= 1, "groups.maxGroups must be at least 1, not %d", maxGroups);
        Require.that(maxOffsets >= 1, "groups.maxOffsets must be at least 1, not %d", maxOffsets);
        Require.that(maxMetadataBytes >= 0, "groups.maxMetadataBytes must be 0 or more, not %d", maxMetadataBytes);
        Require.that(
                offsetsRetentionMillis >= 1,
                "groups.offsetsRetentionMillis must be at least 1, not %d",
                offsetsRetentionMillis);
        Require.that(
                offsetsRetentionCheckMillis >= 1,
                "groups.offsetsRetentionCheckMillis must be at least 1, not %d",
                offsetsRetentionCheckMillis);
    }
}

package io.tailwater.core.config;

/**
 * Groups of consumers, and the offsets they commit.
 *
 * @param partitions partitions of {@code __consumer_offsets}, fixed when it is made ({@code offsets.topic.num.partitions}); one
 *     log means one force for all commits
 * @param minSessionTimeoutMillis the shortest session a member may ask for ({@code group.min.session.timeout.ms})
 * @param maxSessionTimeoutMillis the longest ({@code group.max.session.timeout.ms})
 * @param initialRebalanceDelayMillis how long the first member of an empty group waits for others
 *     ({@code group.initial.rebalance.delay.ms})
 * @param maxSize members of one group ({@code group.max.size})
 * @param maxMemberBytes what one member may say when it joins, in all ways to assign together
 * @param maxGroupBytes what the members of one group said and were assigned, which is one record of the log
 * @param maxBytes memory for groups, members and offsets, estimated; beyond it nobody new joins and nothing new is committed
 * @param maxMetadataBytes characters of a note that is committed with an offset ({@code offset.metadata.max.bytes})
 * @param offsetsRetentionMillis how long offsets are kept once nobody uses them ({@code offsets.retention.minutes})
 * @param offsetsRetentionCheckMillis how often is looked for such ({@code offsets.retention.check.interval.ms})
 * @param consumer groups that the broker assigns to
 */
public record GroupsConfig(
        int partitions,
        int minSessionTimeoutMillis,
        int maxSessionTimeoutMillis,
        int initialRebalanceDelayMillis,
        int maxSize,
        int maxMemberBytes,
        int maxGroupBytes,
        long maxBytes,
        int maxMetadataBytes,
        long offsetsRetentionMillis,
        long offsetsRetentionCheckMillis,
        ConsumerGroupsConfig consumer) {

    /**
     * Kafka's where it has them, but no delay and 10,000 members; a mebibyte a member, 8 a group, 16 in all: a quarter of the
     * heap that the start script gives.
     */
    public static final GroupsConfig DEFAULTS = new GroupsConfig(
            1,
            6_000,
            30 * 60 * 1000,
            0,
            10_000,
            1 << 20,
            8 << 20,
            16L << 20,
            4096,
            7L * 24 * 60 * 60 * 1000,
            10L * 60 * 1000,
            ConsumerGroupsConfig.DEFAULTS);

    public GroupsConfig {
        Require.that(partitions >= 1 && partitions <= 1000, "groups.partitions must be 1 to 1000, not %d", partitions);
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
        Require.that(
                maxMemberBytes >= 1024 && maxMemberBytes <= maxGroupBytes,
                "groups.maxMemberBytes must be 1024 to groups.maxGroupBytes, not %d",
                maxMemberBytes);
        Require.that(
                maxGroupBytes <= 256 << 20,
                "groups.maxGroupBytes must be at most %d, not %d",
                256 << 20,
                maxGroupBytes);
        Require.that(maxBytes >= 1 << 20, "groups.maxBytes must be at least %d, not %d", 1 << 20, maxBytes);
        Require.that(
                maxMetadataBytes >= 0 && maxMetadataBytes <= 10_000,
                "groups.maxMetadataBytes must be 0 to 10000, not %d",
                maxMetadataBytes);
        Require.that(
                offsetsRetentionMillis >= 1,
                "groups.offsetsRetentionMillis must be at least 1, not %d",
                offsetsRetentionMillis);
        Require.that(
                offsetsRetentionCheckMillis >= 1,
                "groups.offsetsRetentionCheckMillis must be at least 1, not %d",
                offsetsRetentionCheckMillis);
    }

    public GroupsConfig withMinSessionTimeoutMillis(int changed) {
        return new GroupsConfig(
                partitions,
                changed,
                maxSessionTimeoutMillis,
                initialRebalanceDelayMillis,
                maxSize,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                maxMetadataBytes,
                offsetsRetentionMillis,
                offsetsRetentionCheckMillis,
                consumer);
    }

    public GroupsConfig withMaxSessionTimeoutMillis(int changed) {
        return new GroupsConfig(
                partitions,
                minSessionTimeoutMillis,
                changed,
                initialRebalanceDelayMillis,
                maxSize,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                maxMetadataBytes,
                offsetsRetentionMillis,
                offsetsRetentionCheckMillis,
                consumer);
    }

    public GroupsConfig withInitialRebalanceDelayMillis(int changed) {
        return new GroupsConfig(
                partitions,
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis,
                changed,
                maxSize,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                maxMetadataBytes,
                offsetsRetentionMillis,
                offsetsRetentionCheckMillis,
                consumer);
    }

    public GroupsConfig withMaxSize(int changed) {
        return new GroupsConfig(
                partitions,
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis,
                initialRebalanceDelayMillis,
                changed,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                maxMetadataBytes,
                offsetsRetentionMillis,
                offsetsRetentionCheckMillis,
                consumer);
    }

    public GroupsConfig withMaxMetadataBytes(int changed) {
        return new GroupsConfig(
                partitions,
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis,
                initialRebalanceDelayMillis,
                maxSize,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                changed,
                offsetsRetentionMillis,
                offsetsRetentionCheckMillis,
                consumer);
    }

    public GroupsConfig withOffsetsRetentionMillis(long changed) {
        return new GroupsConfig(
                partitions,
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis,
                initialRebalanceDelayMillis,
                maxSize,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                maxMetadataBytes,
                changed,
                offsetsRetentionCheckMillis,
                consumer);
    }

    public GroupsConfig withOffsetsRetentionCheckMillis(long changed) {
        return new GroupsConfig(
                partitions,
                minSessionTimeoutMillis,
                maxSessionTimeoutMillis,
                initialRebalanceDelayMillis,
                maxSize,
                maxMemberBytes,
                maxGroupBytes,
                maxBytes,
                maxMetadataBytes,
                offsetsRetentionMillis,
                changed,
                consumer);
    }
}

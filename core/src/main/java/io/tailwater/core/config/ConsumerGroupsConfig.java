package io.tailwater.core.config;

import java.util.List;

/**
 * Groups of consumers that the broker assigns to (KIP-848). Defaults are Kafka's.
 *
 * @param sessionTimeoutMillis a member silent for so long is removed ({@code group.consumer.session.timeout.ms})
 * @param heartbeatIntervalMillis how often members are told to report ({@code group.consumer.heartbeat.interval.ms})
 * @param maxSize members of one group ({@code group.consumer.max.size})
 * @param assignors the ways to assign that members may ask for, the one for those that do not ask first
 *     ({@code group.consumer.assignors})
 * @param migration which groups become ones of the other protocol when members speak it
 *     ({@code group.consumer.migration.policy})
 * @param assignmentIntervalMillis how far apart two assignments of a group are ({@code group.consumer.assignment.interval.ms})
 * @param expressionRefreshIntervalMillis how often regular expressions are matched again in any case
 *     ({@code group.consumer.regex.refresh.interval.ms})
 */
public record ConsumerGroupsConfig(
        int sessionTimeoutMillis,
        int heartbeatIntervalMillis,
        int maxSize,
        List<String> assignors,
        Migration migration,
        int assignmentIntervalMillis,
        int expressionRefreshIntervalMillis) {

    /** In which direction groups migrate while they are in use. */
    public enum Migration {
        DISABLED(false, false),
        UPGRADE(true, false),
        DOWNGRADE(false, true),
        BIDIRECTIONAL(true, true);

        private final boolean upgrades;
        private final boolean downgrades;

        Migration(boolean upgrades, boolean downgrades) {
            this.upgrades = upgrades;
            this.downgrades = downgrades;
        }

        /** Whether a classic group becomes a consumer group. */
        public boolean upgrades() {
            return upgrades;
        }

        /** Whether a consumer group becomes a classic group. */
        public boolean downgrades() {
            return downgrades;
        }
    }

    /** The ways to assign there are. */
    public static final List<String> ALL_ASSIGNORS = List.of("uniform", "range");

    public static final ConsumerGroupsConfig DEFAULTS = new ConsumerGroupsConfig(
            45_000, 5_000, Integer.MAX_VALUE, ALL_ASSIGNORS, Migration.BIDIRECTIONAL, 1_000, 600_000);

    public ConsumerGroupsConfig {
        assignors = List.copyOf(assignors);
        Require.that(
                heartbeatIntervalMillis >= 1,
                "groups.consumer.heartbeatIntervalMillis must be at least 1, not %d",
                heartbeatIntervalMillis);
        Require.that(
                sessionTimeoutMillis > heartbeatIntervalMillis,
                "groups.consumer.sessionTimeoutMillis must be more than groups.consumer.heartbeatIntervalMillis (%d), not %d",
                heartbeatIntervalMillis,
                sessionTimeoutMillis);
        Require.that(maxSize >= 1, "groups.consumer.maxSize must be at least 1, not %d", maxSize);
        Require.that(
                !assignors.isEmpty() && ALL_ASSIGNORS.containsAll(assignors),
                "groups.consumer.assignors must be some of %s, not %s",
                ALL_ASSIGNORS,
                assignors);
        Require.that(
                assignmentIntervalMillis >= 0,
                "groups.consumer.assignmentIntervalMillis must be 0 or more, not %d",
                assignmentIntervalMillis);
        Require.that(
                expressionRefreshIntervalMillis >= 10_000,
                "groups.consumer.expressionRefreshIntervalMillis must be at least 10000, not %d",
                expressionRefreshIntervalMillis);
    }
}

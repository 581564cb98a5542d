package io.tailwater.core.config;

/**
 * What is counted and timed, and served at {@code /metrics}.
 *
 * @param enabled whether it is
 * @param maxTopics topics with series of their own, 0 or more; the rest are added up in one
 * @param maxGroups groups with series of their own, 0 or more; the rest are added up in one
 */
public record MetricsConfig(boolean enabled, int maxTopics, int maxGroups) {

    public static final MetricsConfig DEFAULTS = new MetricsConfig(false, 100, 100);

    private static final int MOST = 10_000;

    public MetricsConfig {
        Require.that(maxTopics >= 0 && maxTopics <= MOST, "metrics.maxTopics must be 0 to 10000, not %d", maxTopics);
        Require.that(maxGroups >= 0 && maxGroups <= MOST, "metrics.maxGroups must be 0 to 10000, not %d", maxGroups);
    }
}

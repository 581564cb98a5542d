package io.tailwater.core.config;

/**
 * How a broker stops.
 *
 * @param drainMillis how long requests under way may take to be answered
 * @param timeoutMillis how long all of it may take when a signal stops the process, which then ends all the same
 */
public record StopConfig(long drainMillis, long timeoutMillis) {

    /** Within the half minute that Kubernetes gives. */
    public static final StopConfig DEFAULTS = new StopConfig(2_000, 25_000);

    public StopConfig {
        Require.that(drainMillis >= 1, "stop.drainMillis must be at least 1, not %d", drainMillis);
        Require.that(
                timeoutMillis >= drainMillis,
                "stop.timeoutMillis must be at least stop.drainMillis (%d), not %d",
                drainMillis,
                timeoutMillis);
    }
}

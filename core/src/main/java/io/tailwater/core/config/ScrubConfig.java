package io.tailwater.core.config;

/**
 * How stored batches are read again, to find those that the disk did not keep as they were.
 *
 * @param bytesPerSecond how fast at most; 0 for not at all
 * @param intervalMillis how long from the beginning of one round through everything to that of the next, at least 1,000; one that
 *     takes longer is followed by the next at once
 */
public record ScrubConfig(long bytesPerSecond, long intervalMillis) {

    /** Once a week, 8 MiB a second. */
    public static final ScrubConfig DEFAULTS = new ScrubConfig(8 << 20, 7L * 24 * 60 * 60 * 1000);

    public ScrubConfig {
        Require.that(bytesPerSecond >= 0, "storage.scrub.bytesPerSecond must not be negative: %d", bytesPerSecond);
        Require.that(
                intervalMillis >= 1_000, "storage.scrub.intervalMillis must be at least 1000, not %d", intervalMillis);
    }
}

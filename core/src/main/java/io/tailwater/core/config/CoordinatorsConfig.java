package io.tailwater.core.config;

/**
 * How coordinators keep their logs short: one that is larger than both bounds is written anew from what is in memory.
 *
 * @param compactAboveBytes a log of no more bytes is left alone
 * @param compactAboveMultiple a log of no more than so many times what was in memory last time is left alone
 */
public record CoordinatorsConfig(long compactAboveBytes, int compactAboveMultiple) {

    /** 16 MiB, which is read in a fraction of a second; four times, so that a fifth of what is written is for this. */
    public static final CoordinatorsConfig DEFAULTS = new CoordinatorsConfig(16 << 20, 4);

    public CoordinatorsConfig {
        Require.that(
                compactAboveBytes >= 1, "coordinators.compactAboveBytes must be at least 1, not %d", compactAboveBytes);
        Require.that(
                compactAboveMultiple >= 2,
                "coordinators.compactAboveMultiple must be at least 2, not %d",
                compactAboveMultiple);
    }
}

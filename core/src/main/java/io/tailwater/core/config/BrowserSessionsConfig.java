package io.tailwater.core.config;

/**
 * How long somebody is logged in by the console's form, and how many may be.
 *
 * @param idleMillis after which time without use a session ends; a WebSocket that is open uses it
 * @param longestMillis after which time one ends in any case
 * @param max how many there may be; for a further one, the one ends that was not used for longest
 * @param maxPerUser how many there may be of one user (likewise)
 */
public record BrowserSessionsConfig(long idleMillis, long longestMillis, int max, int maxPerUser) {

    /** An hour, half a day, and more than anybody's browsers. */
    public static final BrowserSessionsConfig DEFAULTS = new BrowserSessionsConfig(3_600_000, 43_200_000, 10_000, 100);

    public BrowserSessionsConfig {
        atLeast(1_000, idleMillis, "idleMillis");
        atLeast(1_000, longestMillis, "longestMillis");
        atLeast(1, max, "max");
        atLeast(1, maxPerUser, "maxPerUser");
    }

    private static void atLeast(long least, long value, String name) {
        Require.that(value >= least, "http.sessions.%s must be at least %d, not %d", name, least, value);
    }
}

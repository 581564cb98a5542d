package io.tailwater.core.coordinator;

/** How long to wait before the next attempt at something that fails: twice as long each time, up to a bound. Event-loop confined. */
final class Pauses {

    private static final long FIRST_MILLIS = 100;
    private static final long LONGEST_MILLIS = 10_000;

    private long next = FIRST_MILLIS;

    long nextMillis() {
        long pause = next;
        next = Math.min(2 * pause, LONGEST_MILLIS);
        return pause;
    }

    /** Whether it worked the last time. */
    boolean isFirst() {
        return next == FIRST_MILLIS;
    }

    /** It worked. */
    void reset() {
        next = FIRST_MILLIS;
    }
}

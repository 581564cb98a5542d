package io.tailwater.storage.files;

import java.time.InstantSource;

/**
 * How much space to keep prepared in front of a log's writer: what lasts it from about a quarter of a second to two seconds,
 * within bounds. So prepared memory follows the throughput and not the number of logs. Adapted by one worker at a time, read
 * by any thread.
 */
final class LookAhead {

    /** Space is prepared and shown to the writer in pieces of at most this size, so that it never waits for long. */
    static final int LARGEST_STEP_BYTES = 1 << 20;

    private static final int LEAST_BYTES = 16 << 10;
    private static final int MOST_BYTES = 8 << 20;
    private static final long SHORT_MILLIS = 250;
    private static final long LONG_MILLIS = 2000;

    private final InstantSource clock;
    private final WindowBudget windows;
    private long ranShortAtMillis;
    private volatile int bytes = LEAST_BYTES;
    private volatile boolean forced;
    private volatile boolean flushed;

    LookAhead(InstantSource clock, WindowBudget windows) {
        this.clock = clock;
        this.windows = windows;
        this.ranShortAtMillis = clock.millis();
    }

    /** How much to keep prepared. */
    int bytes() {
        int wanted = Math.min(bytes, windows.shareBytes());
        return forced ? Math.min(wanted, LARGEST_STEP_BYTES) : wanted;
    }

    /** How much to prepare at once. */
    int stepBytes() {
        return Math.min(bytes(), LARGEST_STEP_BYTES);
    }

    /** Space was given back because it was not used: what comes next begins small. */
    void forget() {
        bytes = LEAST_BYTES;
    }

    /** Whether with so much left it is time to prepare more. */
    boolean isShort(long leftBytes) {
        return leftBytes < bytes() / 4L * 3;
    }

    /** Space ran short: prepares for more where the last did not last, and for less where it did. */
    void adapt() {
        forced = flushed;
        flushed = false;
        long now = clock.millis();
        long lastedMillis = now - ranShortAtMillis;
        ranShortAtMillis = now;
        if (lastedMillis < SHORT_MILLIS) {
            bytes = Math.min(MOST_BYTES, bytes * 2);
        } else if (lastedMillis > LONG_MILLIS) {
            bytes = Math.max(LEAST_BYTES, bytes / 2);
        }
    }

    /** The log is flushed. */
    void noteFlush() {
        flushed = true;
    }

    /** Whether zeros are to be forced, as they are where the log is flushed; preparing must not keep the disk busy for long. */
    boolean forced() {
        return forced;
    }
}

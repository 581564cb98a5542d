package io.tailwater.core.text;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many lines of a log a second and no more: what strangers can provoke must not fill a disk. Thread-safe. */
public final class LineBudget {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int linesPerSecond;
    private final LongSupplier nanoTime;
    private long secondBegan;
    private int linesThisSecond;
    private long suppressed;

    /** @param nanoTime as {@link System#nanoTime} */
    public LineBudget(int linesPerSecond, LongSupplier nanoTime) {
        this.linesPerSecond = linesPerSecond;
        this.nanoTime = nanoTime;
        this.secondBegan = nanoTime.getAsLong();
    }

    /** Whether a line may be written: how many were not since the last one that was, or -1 when it may not. */
    public synchronized long take() {
        long now = nanoTime.getAsLong();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            linesThisSecond = 0;
        }
        if (linesThisSecond == linesPerSecond) {
            suppressed++;
            return -1;
        }
        linesThisSecond++;
        long before = suppressed;
        suppressed = 0;
        return before;
    }
}

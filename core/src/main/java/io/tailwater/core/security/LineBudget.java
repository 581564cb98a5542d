package io.tailwater.core.security;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** So many lines a second and no more. Thread-safe. */
final class LineBudget {

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int linesPerSecond;
    private final LongSupplier nanoTime;
    private long secondBegan;
    private int linesThisSecond;
    private long suppressed;

    LineBudget(int linesPerSecond, LongSupplier nanoTime) {
        this.linesPerSecond = linesPerSecond;
        this.nanoTime = nanoTime;
        this.secondBegan = nanoTime.getAsLong();
    }

    /** Whether a line may be written: how many were not since the last one that was, or -1 when it may not. */
    synchronized long take() {
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

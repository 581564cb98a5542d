package io.tailwater.core.health;

import io.tailwater.core.metrics.BrokerMetrics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * Whether event loops turn: each says so about once a second, and by how much it was late. Each loop writes its own; anybody
 * may read.
 */
public final class LoopPulses {

    /** How often a loop is to say that it turns. */
    public static final long INTERVAL_MILLIS = 1_000;

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);

    private final BrokerMetrics metrics;
    private final LongSupplier nanoTime;
    private final AtomicLongArray lastNanos;

    public LoopPulses(int loops, BrokerMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.lastNanos = new AtomicLongArray(loops);
        long now = nanoTime.getAsLong();
        for (int loop = 0; loop < loops; loop++) {
            lastNanos.set(loop, now);
        }
    }

    /** A loop turns; called on it, {@link #INTERVAL_MILLIS} after the last time. */
    public void beat(int loop) {
        long now = nanoTime.getAsLong();
        metrics.loopLagged(loop, Math.max(0, now - lastNanos.get(loop) - INTERVAL_NANOS));
        lastNanos.set(loop, now);
    }

    /** For how long the loop that has been silent for longest has said nothing, beyond its interval. */
    long longestSilenceNanos() {
        long now = nanoTime.getAsLong();
        long longest = 0;
        for (int loop = 0; loop < lastNanos.length(); loop++) {
            longest = Math.max(longest, now - lastNanos.get(loop) - INTERVAL_NANOS);
        }
        return longest;
    }
}

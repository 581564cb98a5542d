package io.tailwater.core;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A time of day that never jumps: the clock's at the start, and from then on as much more as has passed. Thread-safe.
 *
 * <p>Whatever ends by itself after a time goes by it: sessions, transactions, what is remembered of producers and of groups. Were
 * that the machine's clock, somebody who sets it would end all of them at once, or keep them for ever. What is written into
 * records goes by the clock.
 */
final class SteadyClock implements InstantSource {

    private final Instant start;
    private final long startNanos;
    private final LongSupplier nanoTime;

    SteadyClock(InstantSource clock, LongSupplier nanoTime) {
        this.start = clock.instant();
        this.startNanos = nanoTime.getAsLong();
        this.nanoTime = nanoTime;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}

package io.tailwater.core.compaction;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Holds the compacting thread back to so many bytes a second, and stops it. Thread-safe. */
final class Throttle {

    /** What is slept off at once at the least: where all cores are busy, each time it wakes costs others as much as what it does. */
    private static final long SHORTEST_NAP_NANOS = 30_000_000;

    /** After so long is looked whether more may be read and written by now. */
    private static final long LONGEST_NAP_NANOS = 100_000_000;

    /** What was not used is forgotten after this. */
    private static final long LARGEST_CREDIT_NANOS = 50_000_000;

    private final LongSupplier nanoClock;
    private final Semaphore stop = new Semaphore(0);
    private long dueNanos;
    private volatile long bytesPerSecond;
    private volatile boolean stopped;

    /** @param bytesPerSecond 0 for no limit */
    Throttle(long bytesPerSecond, LongSupplier nanoClock) {
        this.bytesPerSecond = bytesPerSecond;
        this.nanoClock = nanoClock;
        this.dueNanos = nanoClock.getAsLong();
    }

    /**
     * Notes bytes that were read or written, and waits until as many may be.
     *
     * @throws StoppedException when there is to be no more of it
     */
    void used(long bytes) {
        long limit = bytesPerSecond;
        if (limit > 0) {
            dueNanos = Math.max(dueNanos, nanoClock.getAsLong() - LARGEST_CREDIT_NANOS)
                    + (long) (bytes * (double) TimeUnit.SECONDS.toNanos(1) / limit);
            awaitDue(limit);
        }
        if (stopped) {
            throw new StoppedException();
        }
    }

    private void awaitDue(long limit) {
        long left = dueNanos - nanoClock.getAsLong();
        while (left > SHORTEST_NAP_NANOS && !stopped) {
            nap(Math.min(left, LONGEST_NAP_NANOS));
            if (bytesPerSecond != limit) {
                dueNanos = nanoClock.getAsLong(); // what it owed was by what counts no more
            }
            left = dueNanos - nanoClock.getAsLong();
        }
    }

    /** So many bytes a second from now on, 0 for no limit; who waits goes on by that. */
    void limit(long newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
    }

    private void nap(long nanos) {
        try {
            if (stop.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                stop.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /** Whoever compacts is to end soon. */
    void stop() {
        stopped = true;
        stop.release();
    }

    /** The broker stops: what was begun is given up. */
    static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("compaction was stopped", null, false, false);
        }
    }
}

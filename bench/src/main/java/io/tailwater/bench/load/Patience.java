package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Ends a run in which nothing is answered any more. Owned by one {@link SocketLoop}. */
final class Patience {

    private final Tally tally;
    private final long patienceNanos;
    private final LongSupplier nanoClock;
    private long answers = -1;
    private long changedNanos;

    /**
     * Watches a tally.
     *
     * @param patienceNanos how long nothing may be answered
     */
    Patience(Tally tally, long patienceNanos, LongSupplier nanoClock) {
        this.tally = tally;
        this.patienceNanos = patienceNanos;
        this.nanoClock = nanoClock;
    }

    /**
     * Looks whether there is still progress.
     *
     * @param open how many connections are waiting
     * @throws BenchException when there was none for too long
     */
    void check(int open) {
        long now = nanoClock.getAsLong();
        long counted = tally.answers();
        if (counted != answers) {
            answers = counted;
            changedNanos = now;
        } else if (open > 0 && now - changedNanos > patienceNanos) {
            throw new BenchException("Nothing arrived for " + TimeUnit.NANOSECONDS.toSeconds(patienceNanos)
                    + " seconds while " + open + " connection(s) waited.");
        }
    }
}

package io.tailwater.bench.load;

import java.util.concurrent.atomic.AtomicLong;

/** How long and how much a closed loop may send, for all its connections together. Thread-safe. */
final class SendQuota {

    private final RunTimes times;
    private final AtomicLong recordsLeft;

    /**
     * Sets the limits.
     *
     * @param records how many to send after the warm-up; {@code Long.MAX_VALUE} for as many as the time allows
     */
    SendQuota(RunTimes times, long records) {
        this.times = times;
        this.recordsLeft = new AtomicLong(records);
    }

    /** Whether a request of so many records may be sent now. */
    boolean take(long nowNanos, long records) {
        if (nowNanos < times.measureFromNanos()) {
            return true;
        }
        return nowNanos < times.endNanos() && recordsLeft.getAndAdd(-records) > 0;
    }
}

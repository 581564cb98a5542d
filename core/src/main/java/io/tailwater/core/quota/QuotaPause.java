package io.tailwater.core.quota;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether one client has to wait because of a quota. Event-loop confined; free while it has not. */
public final class QuotaPause {

    private static final long NO_TIMER = -1;

    /** So often is looked whether the quota is still the same. */
    private static final long LOOK_MILLIS = 1_000;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final LongSupplier neededMillis;
    private final Runnable whenOver;
    private long timer = NO_TIMER;
    private long untilNanos;

    /**
     * @param neededMillis asked now and then for how long it still has to wait, however long it was to be: quotas may change
     * @param whenOver called on the event loop when it need not wait any more
     */
    public QuotaPause(Vertx vertx, LongSupplier nanoTime, LongSupplier neededMillis, Runnable whenOver) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.neededMillis = neededMillis;
        this.whenOver = whenOver;
    }

    /** Whether it has to wait now. */
    public boolean on() {
        return timer != NO_TIMER;
    }

    /** Begins now, or goes on for longer; 0 does nothing. */
    public void begin(long millis) {
        if (millis <= 0) {
            return;
        }
        long until = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        if (timer != NO_TIMER) {
            if (until - untilNanos <= 0) {
                return;
            }
            vertx.cancelTimer(timer);
        }
        untilNanos = until;
        arm(millis);
    }

    private void arm(long millis) {
        timer = vertx.setTimer(Math.min(millis, LOOK_MILLIS), fired -> {
            timer = NO_TIMER;
            look();
        });
    }

    private void look() {
        long left = TimeUnit.NANOSECONDS.toMillis(untilNanos - nanoTime.getAsLong());
        left = left <= 0 ? 0 : Math.min(left, neededMillis.getAsLong());
        if (left > 0) {
            arm(left);
        } else {
            whenOver.run();
        }
    }

    /** The client is gone. */
    public void end() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}

package io.tailwater.tcp;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether one connection has to wait because of a quota (KIP-219). Event-loop confined; free while it has not. */
final class Muting {

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final Runnable whenOver;
    private long timer = NO_TIMER;
    private long untilNanos;

    /** @param whenOver called when it need not wait any more */
    Muting(Vertx vertx, LongSupplier nanoTime, Runnable whenOver) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.whenOver = whenOver;
    }

    boolean muted() {
        return timer != NO_TIMER;
    }

    /** Begins now, or goes on for longer. */
    void mute(long millis) {
        long until = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis);
        if (timer != NO_TIMER) {
            if (until - untilNanos <= 0) {
                return;
            }
            vertx.cancelTimer(timer);
        }
        untilNanos = until;
        timer = vertx.setTimer(millis, fired -> {
            timer = NO_TIMER;
            whenOver.run();
        });
    }

    /** The connection is closed. */
    void end() {
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
        }
    }
}

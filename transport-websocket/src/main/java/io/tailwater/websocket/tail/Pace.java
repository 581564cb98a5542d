package io.tailwater.websocket.tail;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * How soon a feed reads again after it has delivered the end of the log. Confined to its event loop.
 *
 * <p>Every delivery costs a system call for each reader. With many readers of small appends the loop would do nothing else, so
 * that it waits a little for more to come: no longer than the delivery takes, and never so long that people notice.
 */
final class Pace {

    private static final long NANOS_PER_READER = 10_000;
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private long notBeforeNanos = System.nanoTime();

    void delivered(int readers, boolean wasTheEnd) {
        notBeforeNanos = System.nanoTime() + (wasTheEnd ? Math.min(LONGEST_NANOS, readers * NANOS_PER_READER) : 0);
    }

    /** Runs a read now, or when it is time. */
    void next(Vertx vertx, Runnable read) {
        long millis = TimeUnit.NANOSECONDS.toMillis(notBeforeNanos - System.nanoTime());
        if (millis <= 0) {
            read.run();
        } else {
            vertx.setTimer(millis, timer -> read.run());
        }
    }
}

package io.tailwater.websocket.http;

import io.vertx.core.shareddata.Shareable;
import java.util.concurrent.atomic.AtomicLong;

/** How much of something there may be at once. Thread-safe: event loops may share it. */
final class Quota implements Shareable {

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    Quota(long limit) {
        this.limit = limit;
    }

    /** Takes some if there is so much left. */
    boolean take(long amount) {
        if (taken.addAndGet(amount) > limit) {
            taken.addAndGet(-amount);
            return false;
        }
        return true;
    }

    void giveBack(long amount) {
        taken.addAndGet(-amount);
    }
}

package io.tailwater.core.partition;

import java.util.concurrent.atomic.AtomicInteger;

/** The way of commands to a shard, which can be shut: who has entered by then gets through. Thread-safe. */
final class ShardDoor {

    private final AtomicInteger entering = new AtomicInteger();
    private volatile boolean shut;

    /** Whether a command can be sent; {@link #leave} is to be called then, once it was. */
    boolean enter() {
        entering.incrementAndGet();
        if (shut) {
            entering.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        entering.decrementAndGet();
    }

    /** Nobody enters from now on. */
    void shut() {
        shut = true;
    }

    /** Whether nobody is on the way; once shut it stays so. */
    boolean isClear() {
        return entering.get() == 0;
    }
}

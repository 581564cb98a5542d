package io.tailwater.core.partition;

import java.util.concurrent.Executor;

/** What a shard asks of its event loop. */
interface ShardLoop extends Executor {

    /** Runs a task on the loop, after what it has to do already. Thread-safe. */
    @Override
    void execute(Runnable task);

    /** Runs a task on the loop in so many milliseconds, at least 1. To be called on the loop. */
    void schedule(long delayMillis, Runnable task);

    /** Nanoseconds since some instant; only ever rises. */
    long monotonicNanos();
}

package io.tailwater.core.coordinator;

import java.util.concurrent.Executor;

/** What a coordinator asks of its event loop. */
interface CoordinatorLoop extends Executor {

    /** Runs a task on the loop, after what it has to do already. Thread-safe. */
    @Override
    void execute(Runnable task);

    /**
     * Runs a task on the loop in so many milliseconds, at least 1. To be called on the loop.
     *
     * @return what {@link #cancel} takes
     */
    long schedule(long delayMillis, Runnable task);

    /** Lets a scheduled task not run, if it has not yet. To be called on the loop. */
    void cancel(long timer);
}

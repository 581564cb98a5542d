package io.tailwater.core.retention;

/** Runs something later, on the context of whoever asks. */
@FunctionalInterface
public interface Timers {

    /** @param delayMillis at least 1 */
    void schedule(long delayMillis, Runnable task);
}

package io.tailwater.spi;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Checks that calls do not overlap: one thread at a time, whichever it is. Thread-safe. Engines put it around mutators;
 * it costs two uncontended atomic writes.
 */
public final class SequentialGuard {

    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

    /** @throws IllegalStateException naming both threads, when another call is under way */
    public void enter() {
        Thread current = Thread.currentThread();
        if (!owner.compareAndSet(null, current)) {
            Thread other = owner.get();
            throw new IllegalStateException("two writers at once: " + current.getName() + " while "
                    + (other == null ? "another thread" : other.getName()) + " is at work");
        }
    }

    /** As {@link #enter()}, but gives up when another call is under way; for closing, which has to wait for the writer. */
    public boolean tryEnter() {
        return owner.compareAndSet(null, Thread.currentThread());
    }

    public void exit() {
        owner.set(null);
    }
}

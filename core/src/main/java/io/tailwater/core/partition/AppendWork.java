package io.tailwater.core.partition;

import java.util.concurrent.atomic.AtomicLong;

/** How long workers and shards have worked on the appends of one connection. Thread-safe. */
final class AppendWork {

    private final AtomicLong nanos = new AtomicLong();

    /** Does something, and adds how long it took. */
    void run(Runnable work) {
        long began = System.nanoTime();
        work.run();
        nanos.addAndGet(System.nanoTime() - began);
    }

    /** What has come together since this was asked last, in nanoseconds. */
    long take() {
        return nanos.getAndSet(0);
    }
}

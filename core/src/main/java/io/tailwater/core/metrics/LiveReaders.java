package io.tailwater.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts those who read records as they come, by whatever transport but Kafka's. Thread-safe. */
public final class LiveReaders {

    private final LongAdder open = new LongAdder();

    public void opened() {
        open.increment();
    }

    public void closed() {
        open.decrement();
    }

    public long count() {
        return open.sum();
    }
}

package io.tailwater.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts connections that are open, and tells others of everything. Thread-safe. */
public final class OpenConnections extends ForwardingMetrics {

    private final LongAdder open = new LongAdder();

    public OpenConnections(BrokerMetrics next) {
        super(next);
    }

    @Override
    public void connectionOpened() {
        open.increment();
        super.connectionOpened();
    }

    @Override
    public void connectionClosed() {
        open.decrement();
        super.connectionClosed();
    }

    public long count() {
        return open.sum();
    }
}

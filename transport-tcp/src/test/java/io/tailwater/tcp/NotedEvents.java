package io.tailwater.tcp;

import io.tailwater.core.metrics.BrokerMetrics;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what metrics are told of clients that were held to limits. Thread-safe. */
final class NotedEvents implements BrokerMetrics {

    /** Why connections were not let in. */
    final List<String> refusedConnections = new CopyOnWriteArrayList<>();

    /** The quotas for which clients had to wait. */
    final List<String> throttles = new CopyOnWriteArrayList<>();

    @Override
    public void connectionRefused(String reason) {
        refusedConnections.add(reason);
    }

    /** How long the last of them had to. */
    volatile long lastThrottleMillis;

    @Override
    public void throttled(String quota, long millis) {
        lastThrottleMillis = millis;
        throttles.add(quota);
    }
}

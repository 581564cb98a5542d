package io.tailwater.bench.load;

/** When the last rebalance of a group began, which its members on other threads time theirs from. Thread-safe. */
final class GroupClock {

    private volatile long rebalanceNanos;

    void rebalanceBegins(long nowNanos) {
        rebalanceNanos = nowNanos;
    }

    long rebalanceNanos() {
        return rebalanceNanos;
    }
}

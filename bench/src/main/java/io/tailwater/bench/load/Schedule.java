package io.tailwater.bench.load;

/**
 * When each request of an open loop is due.
 *
 * @param startNanos when request 0 is due, on the clock of {@link System#nanoTime}
 * @param requestsPerSecond more than 0
 */
record Schedule(long startNanos, double requestsPerSecond) {

    private static final double NANOS_PER_SECOND = 1e9;

    long dueNanos(long request) {
        return startNanos + (long) (request * NANOS_PER_SECOND / requestsPerSecond);
    }

    /** How many requests are due before {@code nanos}. */
    long countBefore(long nanos) {
        return (long) Math.ceil((nanos - startNanos) * requestsPerSecond / NANOS_PER_SECOND);
    }
}

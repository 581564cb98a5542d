package io.tailwater.tcp;

/**
 * The budgets of all connections: one for usual requests, one for large ones, so that a few large requests, or clients that
 * announce them and send nothing, do not keep everybody else waiting. Thread-safe.
 *
 * @param usual for requests of at most {@link #USUAL_BYTES}
 * @param large for larger ones
 */
record RequestBudgets(RequestBudget usual, RequestBudget large) {

    /** The largest usual request: a producer's default batch for a few partitions. */
    static final int USUAL_BYTES = 128 << 10;

    /** Half for each. */
    static RequestBudgets of(long totalBytes) {
        return new RequestBudgets(new RequestBudget(totalBytes / 2), new RequestBudget(totalBytes - totalBytes / 2));
    }

    /** The one that a request of this size draws on. */
    RequestBudget forRequest(int bytes) {
        return bytes <= USUAL_BYTES ? usual : large;
    }
}

package io.tailwater.tcp;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the bytes of requests that all connections together have under way. Thread-safe.
 *
 * <p>A request reserves its whole size before more than its beginning is collected, so that two that are half here never wait
 * for each other. Who does not get it waits in line, and nobody overtakes: a large request is not starved by small ones. One
 * request larger than the whole budget is let through when nothing else is under way. While the budget is {@link #crowded},
 * who keeps room for bytes that do not come is not waited for as long as otherwise.
 */
final class RequestBudget {

    private final long limitBytes;
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private long reservedBytes;

    /** Somebody in line. */
    private record Waiter(int bytes, Runnable granted) {}

    RequestBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /**
     * Reserves bytes, or gets in line.
     *
     * @param granted called once the bytes are reserved, on any thread, when they are not at once; must not block
     * @return whether they are reserved already
     */
    synchronized boolean reserve(int bytes, Runnable granted) {
        if (waiters.isEmpty() && fits(bytes)) {
            reservedBytes += bytes;
            return true;
        }
        waiters.add(new Waiter(bytes, granted));
        return false;
    }

    /** Gives bytes back. */
    synchronized void release(int bytes) {
        reservedBytes -= bytes;
        grantFirst();
    }

    /**
     * Leaves the line.
     *
     * @return false when the bytes were granted in the meantime: {@code granted} is or was called
     */
    synchronized boolean withdraw(Runnable granted) {
        boolean waited = waiters.removeIf(waiter -> waiter.granted == granted);
        grantFirst();
        return waited;
    }

    /** Whether anybody waits in line. */
    synchronized boolean crowded() {
        return !waiters.isEmpty();
    }

    synchronized long reservedBytes() {
        return reservedBytes;
    }

    private void grantFirst() {
        for (Waiter first = waiters.peek(); first != null && fits(first.bytes); first = waiters.peek()) {
            waiters.remove();
            reservedBytes += first.bytes;
            first.granted.run();
        }
    }

    private boolean fits(int bytes) {
        return reservedBytes == 0 || reservedBytes + bytes <= limitBytes;
    }
}

package io.tailwater.websocket.route;

import io.tailwater.core.config.WebSocketConfig;

/**
 * What messages and frames that are not whole take, of all WebSockets of one event loop, and how much that may be. Event-loop
 * confined.
 */
public final class PartsBudget {

    /** So much of {@code bufferBytes}. */
    private static final int SHARE = 4;

    private final long mostBytes;
    private long bytes;

    public PartsBudget(WebSocketConfig settings) {
        mostBytes = Math.max(settings.maxMessageBytes(), settings.bufferBytes() / SHARE);
    }

    /** Counts what there is more, or less where it is negative; false when all together is too much. */
    public boolean take(int more) {
        bytes += more;
        return bytes <= mostBytes;
    }

    /** Counts what there is less. */
    public void give(int less) {
        bytes -= less;
    }
}

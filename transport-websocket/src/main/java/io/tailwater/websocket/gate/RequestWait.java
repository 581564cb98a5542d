package io.tailwater.websocket.gate;

import io.tailwater.core.config.LimitsConfig;

/** How long a connection may be without a whole request. */
public final class RequestWait {

    private static final long MOST_MILLIS = 75_000;

    private RequestWait() {}

    /** In milliseconds: no longer than any connection may be silent. */
    public static long of(LimitsConfig limits) {
        long idle = limits.idleConnectionMillis();
        return idle == 0 ? MOST_MILLIS : Math.min(MOST_MILLIS, idle);
    }
}

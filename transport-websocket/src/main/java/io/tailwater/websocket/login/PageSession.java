package io.tailwater.websocket.login;

import io.tailwater.core.security.UserHold;
import io.tailwater.spi.security.Principal;

/**
 * The time that somebody is logged in with a browser, from the console's form to logging out. Thread-safe.
 *
 * <p>It ends when it was not used for a while ({@code idleMillis}), when its user is removed or has another password, and in any
 * case at a time that was known when it began.
 */
public final class PageSession {

    private final Principal principal;
    private final UserHold hold;
    private final long expiresAtMillis;
    private final long idleMillis;
    private volatile long usedAtMillis;
    private volatile boolean ended;

    PageSession(Principal principal, UserHold hold, long expiresAtMillis, long idleMillis, long nowMillis) {
        this.principal = principal;
        this.hold = hold;
        this.expiresAtMillis = expiresAtMillis;
        this.idleMillis = idleMillis;
        this.usedAtMillis = nowMillis;
    }

    Principal principal() {
        return principal;
    }

    UserHold hold() {
        return hold;
    }

    long expiresAtMillis() {
        return expiresAtMillis;
    }

    /** Whether it has not ended. */
    boolean holds(long nowMillis) {
        return !ended && !hold.isPast() && nowMillis < expiresAtMillis && nowMillis - usedAtMillis < idleMillis;
    }

    /** Somebody asks by it, or a WebSocket that came by it is open. */
    public void used(long nowMillis) {
        usedAtMillis = nowMillis;
    }

    void end() {
        ended = true;
    }
}

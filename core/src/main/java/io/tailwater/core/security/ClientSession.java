package io.tailwater.core.security;

import io.tailwater.spi.security.Principal;
import java.time.InstantSource;

/**
 * Who is at the other end of a connection. Immutable: a connection that proves anew who it is gets another one.
 *
 * @param principal who it is, {@link Principal#ANONYMOUS} where nobody has to say
 * @param clientHost the address it comes from, without port, such as {@code 10.0.0.1}
 * @param expiresAtMillis until when it may be used, in milliseconds since 1970; {@link Long#MAX_VALUE} for ever
 * @param hold ends with the user, if it is one that this broker keeps
 */
public record ClientSession(Principal principal, String clientHost, long expiresAtMillis, UserHold hold) {

    /**
     * Whoever runs in this process anyway, such as a program that has the broker inside, when it is trusted: may do everything.
     * Only this very object; others that are equal may not.
     */
    public static final ClientSession TRUSTED =
            new ClientSession(Principal.user("trusted"), "127.0.0.1", Long.MAX_VALUE);

    /** Of somebody who is not among the users that this broker keeps. */
    public ClientSession(Principal principal, String clientHost, long expiresAtMillis) {
        this(principal, clientHost, expiresAtMillis, UserHold.NONE);
    }

    /** Whether its time has come, or its user was removed. */
    public boolean isOver(InstantSource clock) {
        // Most sessions do not end, and cost no look at the clock.
        return hold.isRemoved() || (expiresAtMillis != Long.MAX_VALUE && clock.millis() >= expiresAtMillis);
    }

    /** Somebody on a listener where nobody has to say who they are. */
    public static ClientSession anonymous(String clientHost) {
        return new ClientSession(Principal.ANONYMOUS, clientHost, Long.MAX_VALUE);
    }
}

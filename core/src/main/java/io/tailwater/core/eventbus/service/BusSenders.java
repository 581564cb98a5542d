package io.tailwater.core.eventbus.service;

import io.tailwater.core.eventbus.BusSessions;
import io.tailwater.core.eventbus.DurableBusAddresses;
import io.tailwater.core.security.ClientSession;
import io.vertx.core.eventbus.Message;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sent a message: whoever a bridge speaks for, or else a member of this Vert.x or its cluster. Thread-safe.
 *
 * @param sessions those for whom bridges speak
 * @param members who all members count as
 */
public record BusSenders(BusSessions sessions, ClientSession members) {

    private static final int UNAUTHENTICATED = 401;

    /** Who sent it; null, and refused, when it is from somebody whose session has ended. */
    @Nullable
    ClientSession of(Message<?> message) {
        String token = message.headers().get(DurableBusAddresses.SESSION_HEADER);
        if (token == null) {
            return members;
        }
        ClientSession found = sessions.find(token);
        if (found == null) {
            Refusal.of(message, UNAUTHENTICATED, "SASL_AUTHENTICATION_FAILED: This session has ended; log in again.");
        }
        return found;
    }
}

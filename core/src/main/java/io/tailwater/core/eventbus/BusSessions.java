package io.tailwater.core.eventbus;

import io.tailwater.core.security.ClientSession;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is behind messages that a bridge puts on the event bus for somebody else. Thread-safe.
 *
 * <p>A bridge opens a session for each of its clients, sets the header {@link DurableBusAddresses#SESSION_HEADER} of what it
 * passes on (and takes away what its client may have put there), and closes the session with its client's connection. As many
 * are kept as bridges have connections.
 */
public final class BusSessions {

    private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();

    /** Begins to speak for somebody; returns what the header has to say, which nobody can guess. */
    public String open(ClientSession session) {
        String token = UUID.randomUUID().toString();
        sessions.put(token, session);
        return token;
    }

    /** The same client has proved anew who it is; nothing when its session was closed. */
    public void replace(String token, ClientSession session) {
        sessions.computeIfPresent(token, (known, before) -> session);
    }

    public void close(String token) {
        sessions.remove(token);
    }

    /** Who a header means, or null when it means nobody (any more): a client that has gone, or whose user was removed. */
    public @Nullable ClientSession find(String token) {
        ClientSession session = sessions.get(token);
        return session == null || session.hold().isRemoved() ? null : session;
    }
}

package io.tailwater.core.security;

import java.util.Map;

/**
 * Notes who did what. Thread-safe; called on event loops, so it does not wait. Whoever does something worth noting calls it once
 * it is done, or was refused for want of a right.
 *
 * <p>Never give it a payload, a password or a token. Names may be what strangers chose: they are shortened and escaped.
 */
public interface AuditLog {

    /** Notes nothing. */
    AuditLog NONE = (session, action, subject, details) -> {};

    /**
     * Notes one event.
     *
     * @param session who did it; before anybody is authenticated {@link ClientSession#anonymous}
     * @param subject the name of what it was done to: a topic, a user, a mechanism
     * @param details what else is worth keeping, by keys in camelCase such as {@code partitions}, few and short
     */
    void note(ClientSession session, AuditAction action, String subject, Map<String, ?> details);

    /** The same without details. */
    default void note(ClientSession session, AuditAction action, String subject) {
        note(session, action, subject, Map.of());
    }
}

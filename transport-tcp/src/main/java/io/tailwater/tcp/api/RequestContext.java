package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import java.util.Map;

/** What a handler may know of one request besides its body. Event-loop confined to the connection's event loop. */
public interface RequestContext {

    Broker broker();

    /** The version the request is written in, and the response has to be. */
    short version();

    /** What the client calls itself, empty when it does not say; untrusted. */
    String clientId();

    ClientConnection connection();

    /** Whether who asks may do that. */
    default boolean allows(AclOperation operation, ResourceType type, String name) {
        return broker().security().authorizer().allows(connection().session(), operation, type, name);
    }

    /** Notes what the client did. */
    default void audit(AuditAction action, String subject, Map<String, ?> details) {
        broker().audit().note(connection().session(), action, subject, details);
    }

    /**
     * What to do when the connection closes before the request is answered: cancel what waits. At most one per request.
     * Not called once the request was answered.
     */
    void whenAbandoned(Runnable cancel);
}

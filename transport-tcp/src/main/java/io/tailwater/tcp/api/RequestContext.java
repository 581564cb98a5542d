package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.quota.ClientLimits;
import io.tailwater.core.quota.QuotaKey;
import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

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

    /** Whether who asks may do that to any resource of a type. */
    default boolean allowsAny(AclOperation operation, ResourceType type) {
        return broker().security().authorizer().allowsAny(connection().session(), operation, type);
    }

    /**
     * Why who asks may not do that, as Kafka says it, which is noted; {@link Errors#NONE} when they may. For what they asked for:
     * to leave out what they may not see, use {@link #allows}.
     */
    default Errors refusal(AclOperation operation, ResourceType type, String name) {
        if (allows(operation, type, name)) {
            return Errors.NONE;
        }
        broker().audit()
                .note(
                        connection().session(),
                        AuditAction.ACCESS_DENIED,
                        type + ":" + name,
                        Map.of("operation", operation));
        return KafkaErrors.of(AccessRefusal.code(type));
    }

    /** The same for the cluster. */
    default Errors clusterRefusal(AclOperation operation) {
        return refusal(operation, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
    }

    /** The quotas that hold for the client, or null when there are none. */
    @Nullable
    ClientLimits limits();

    /**
     * Has the client wait: it is told with the answer, and nothing is read from it for so long afterwards (KIP-219). To be called
     * before the response is ready; of several times the longest counts.
     *
     * @param quota the reason
     * @param millis 0 for no time
     */
    void throttle(QuotaKey quota, long millis);

    /**
     * What to do when the connection closes before the request is answered: cancel what waits. At most one per request.
     * Not called once the request was answered.
     */
    void whenAbandoned(Runnable cancel);
}

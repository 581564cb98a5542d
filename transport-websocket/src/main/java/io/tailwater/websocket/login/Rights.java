package io.tailwater.websocket.login;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do by the rules of this moment. Immutable.
 *
 * @param authorizer decides
 * @param session who it is
 */
public record Rights(Authorizer authorizer, ClientSession session) {

    public boolean allow(AclOperation operation, ResourceType type, String name) {
        return authorizer.allows(session, operation, type, name);
    }

    /** Whether they may do that to a topic, be it there or not. */
    public boolean allow(AclOperation operation, String topic) {
        return allow(operation, ResourceType.TOPIC, topic);
    }

    /** Whether they may make a topic of this name. */
    public boolean allowCreating(String topic) {
        return allow(AclOperation.CREATE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                || allow(AclOperation.CREATE, topic);
    }

    /** What they are told who may not do something; null when they may. */
    public @Nullable BrokerError refusal(AclOperation operation, ResourceType type, String name) {
        return allow(operation, type, name) ? null : AccessRefusal.of(session, operation, type, name);
    }
}

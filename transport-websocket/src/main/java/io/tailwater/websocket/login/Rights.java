package io.tailwater.websocket.login;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do by the rules of this moment. Immutable.
 *
 * @param authorizer decides
 * @param audit is told of what is refused
 * @param session who it is
 */
public record Rights(Authorizer authorizer, AuditLog audit, ClientSession session) {

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

    /** What they are told who want to do something and may not, which is noted; null when they may. */
    public @Nullable BrokerError refusal(AclOperation operation, ResourceType type, String name) {
        if (allow(operation, type, name)) {
            return null;
        }
        audit.note(session, AuditAction.ACCESS_DENIED, name, Map.of("operation", operation, "resource", type));
        return AccessRefusal.of(session, operation, type, name);
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import java.util.EnumSet;
import java.util.Set;

/** What a client may do, as Kafka's bit fields say it: bit n stands for the operation of code n. Stateless. */
final class AuthorizedOperations {

    private static final Set<AclOperation> TOPIC = EnumSet.of(
            AclOperation.READ,
            AclOperation.WRITE,
            AclOperation.CREATE,
            AclOperation.DELETE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);

    private static final Set<AclOperation> CLUSTER = EnumSet.of(
            AclOperation.CREATE,
            AclOperation.ALTER,
            AclOperation.DESCRIBE,
            AclOperation.CLUSTER_ACTION,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS,
            AclOperation.IDEMPOTENT_WRITE);

    private static final Set<AclOperation> GROUP = EnumSet.of(
            AclOperation.READ,
            AclOperation.DELETE,
            AclOperation.DESCRIBE,
            AclOperation.DESCRIBE_CONFIGS,
            AclOperation.ALTER_CONFIGS);

    private AuthorizedOperations() {}

    /** What who asks may do to a topic. */
    static int topic(RequestContext context, String name) {
        return bits(context, TOPIC, ResourceType.TOPIC, name);
    }

    /** What who asks may do to the cluster; nothing at all, as with Kafka, when they may not describe it. */
    static int cluster(RequestContext context) {
        return context.allows(AclOperation.DESCRIBE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                ? bits(context, CLUSTER, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)
                : 0;
    }

    /** What who asks may do to a group. */
    static int group(RequestContext context, String id) {
        return bits(context, GROUP, ResourceType.GROUP, id);
    }

    private static int bits(RequestContext context, Set<AclOperation> operations, ResourceType type, String name) {
        int bits = 0;
        for (AclOperation operation : operations) {
            if (context.allows(operation, type, name)) {
                bits |= 1 << operation.code();
            }
        }
        return bits;
    }
}

package io.tailwater.websocket.stream;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.login.Rights;

/**
 * What each operation needs; looked at before anything of it is done. Topics of a pattern are not looked at here: of them a
 * client gets those that it may read. Stateless.
 */
final class StreamRights {

    private StreamRights() {}

    /** @throws Refusal with Kafka's error for what is missing, whether or not what is named is there */
    static void check(Operation operation, Rights rights) {
        if (operation instanceof Operation.Subscribe subscribe) {
            subscribe.topics().names().forEach(topic -> require(rights, AclOperation.READ, ResourceType.TOPIC, topic));
            checkStart(subscribe.from(), rights);
        } else if (operation instanceof Operation.Seek seek) {
            checkStart(seek.from(), rights);
        } else if (operation instanceof Operation.Produce produce) {
            require(rights, AclOperation.WRITE, ResourceType.TOPIC, produce.topic());
        } else if (operation instanceof Operation.Commit commit) {
            require(rights, AclOperation.READ, ResourceType.GROUP, commit.group());
            commit.offsets().keySet().forEach(topic -> require(rights, AclOperation.READ, ResourceType.TOPIC, topic));
        }
    }

    private static void checkStart(StartPoint from, Rights rights) {
        if (from instanceof StartPoint.OfGroup group) {
            require(rights, AclOperation.DESCRIBE, ResourceType.GROUP, group.group());
        }
    }

    private static void require(Rights rights, AclOperation operation, ResourceType type, String name) {
        BrokerError refusal = rights.refusal(operation, type, name);
        if (refusal != null) {
            throw Refusal.of(refusal);
        }
    }
}

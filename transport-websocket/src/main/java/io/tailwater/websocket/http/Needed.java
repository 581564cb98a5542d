package io.tailwater.websocket.http;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;

/** What somebody has to have to ask for an operation; looked at before the operation is. */
sealed interface Needed {

    /** Nothing: anybody may ask, also where one has to say who one is. */
    record Nothing() implements Needed {}

    /** To have said who they are, where one has to. The operation shows or changes only what they may see or change. */
    record Name() implements Needed {}

    /**
     * A right.
     *
     * @param parameter the part of the path that names the resource; empty for the cluster
     */
    record Right(AclOperation operation, ResourceType type, String parameter) implements Needed {}

    Needed NOTHING = new Nothing();
    Needed NAME = new Name();

    /** A right to the topic in the path. */
    static Needed onTopic(AclOperation operation) {
        return new Right(operation, ResourceType.TOPIC, "topic");
    }

    /** A right to the group in the path. */
    static Needed onGroup(AclOperation operation) {
        return new Right(operation, ResourceType.GROUP, "group");
    }

    /** A right to the cluster. */
    static Needed onCluster(AclOperation operation) {
        return new Right(operation, ResourceType.CLUSTER, "");
    }
}

package io.tailwater.core.security;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.util.Locale;

/** What somebody is told who may not do something. It says nothing of whether the resource is there. Stateless. */
public final class AccessRefusal {

    private static final int LONGEST_NAME = 255;

    private AccessRefusal() {}

    /** The refusal to do something to a resource, with Kafka's error for resources of that type. */
    public static BrokerError of(ClientSession session, AclOperation operation, ResourceType type, String name) {
        String resource = type == ResourceType.CLUSTER ? "the cluster" : inWords(type) + " '" + shortened(name) + "'";
        return new BrokerError(
                code(type),
                session.principal() + " needs " + operation + " on " + resource + ", and does not have it.");
    }

    /** The error that refusals about such resources have. */
    public static ErrorCode code(ResourceType type) {
        return switch (type) {
            case TOPIC -> ErrorCode.TOPIC_AUTHORIZATION_FAILED;
            case GROUP -> ErrorCode.GROUP_AUTHORIZATION_FAILED;
            case TRANSACTIONAL_ID -> ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
            case CLUSTER, DELEGATION_TOKEN, USER -> ErrorCode.CLUSTER_AUTHORIZATION_FAILED;
        };
    }

    /** It may be what a stranger has made up. */
    private static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
    }

    private static String inWords(ResourceType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

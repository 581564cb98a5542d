package io.tailwater.core.client;

import io.tailwater.core.result.ErrorCode;

/** Errors as the numbers that HTTP has for them (RFC 9110), which the event bus uses as failure codes too. Stateless. */
public final class ErrorStatus {

    private ErrorStatus() {}

    public static int of(ErrorCode code) {
        return switch (code) {
            case TOPIC_AUTHORIZATION_FAILED,
                    GROUP_AUTHORIZATION_FAILED,
                    CLUSTER_AUTHORIZATION_FAILED,
                    TRANSACTIONAL_ID_AUTHORIZATION_FAILED -> 403;
            case UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN_TOPIC_ID, GROUP_ID_NOT_FOUND, TRANSACTIONAL_ID_NOT_FOUND -> 404;
            case TOPIC_ALREADY_EXISTS, INVALID_PARTITIONS, NON_EMPTY_GROUP, GROUP_SUBSCRIBED_TO_TOPIC -> 409;
            case MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE -> 413;
            case OFFSET_OUT_OF_RANGE -> 416;
            case POLICY_VIOLATION, THROTTLING_QUOTA_EXCEEDED -> 429;
            case UNKNOWN_SERVER_ERROR -> 500;
            case KAFKA_STORAGE_ERROR,
                    NOT_LEADER_OR_FOLLOWER,
                    NOT_ENOUGH_REPLICAS,
                    REQUEST_TIMED_OUT,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR -> 503;
            default -> 400;
        };
    }
}

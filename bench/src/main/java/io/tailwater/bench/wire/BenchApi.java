package io.tailwater.bench.wire;

import org.apache.kafka.common.protocol.ApiKeys;

/**
 * The requests the tool sends, each in one version: the last before the flexible encoding, so that the places of the
 * fields that change from one request to the next are fixed.
 */
public enum BenchApi {
    PRODUCE(ApiKeys.PRODUCE, 7),
    FETCH(ApiKeys.FETCH, 11),
    LIST_OFFSETS(ApiKeys.LIST_OFFSETS, 1),
    METADATA(ApiKeys.METADATA, 4),
    API_VERSIONS(ApiKeys.API_VERSIONS, 0),
    CREATE_TOPICS(ApiKeys.CREATE_TOPICS, 4),
    DELETE_TOPICS(ApiKeys.DELETE_TOPICS, 1),
    FIND_COORDINATOR(ApiKeys.FIND_COORDINATOR, 2, false),
    JOIN_GROUP(ApiKeys.JOIN_GROUP, 5, false),
    SYNC_GROUP(ApiKeys.SYNC_GROUP, 3, false),
    HEARTBEAT(ApiKeys.HEARTBEAT, 3, false),
    LEAVE_GROUP(ApiKeys.LEAVE_GROUP, 3, false),
    OFFSET_COMMIT(ApiKeys.OFFSET_COMMIT, 7, false),
    LIST_GROUPS(ApiKeys.LIST_GROUPS, 2, false),
    DELETE_GROUPS(ApiKeys.DELETE_GROUPS, 1, false);

    private final ApiKeys key;
    private final short version;
    private final boolean always;

    BenchApi(ApiKeys key, int version) {
        this(key, version, true);
    }

    BenchApi(ApiKeys key, int version, boolean always) {
        this.key = key;
        this.version = (short) version;
        this.always = always;
    }

    /** Whether every command needs it: not so with groups, so that brokers without them can be measured, too. */
    boolean always() {
        return always;
    }

    /** Kafka's number and name for the request. */
    public ApiKeys key() {
        return key;
    }

    /** The version the tool speaks. */
    public short version() {
        return version;
    }
}

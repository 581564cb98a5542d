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
    DELETE_TOPICS(ApiKeys.DELETE_TOPICS, 1);

    private final ApiKeys key;
    private final short version;

    BenchApi(ApiKeys key, int version) {
        this.key = key;
        this.version = (short) version;
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

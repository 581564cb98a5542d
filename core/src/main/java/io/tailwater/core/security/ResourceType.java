package io.tailwater.core.security;

import org.jspecify.annotations.Nullable;

/** What access rules are about, with Kafka's codes. */
public enum ResourceType {
    TOPIC(2),
    GROUP(3),
    CLUSTER(4),
    TRANSACTIONAL_ID(5),
    DELEGATION_TOKEN(6),
    USER(7);

    /** The name of the one resource of the type {@link #CLUSTER}. */
    public static final String CLUSTER_NAME = "kafka-cluster";

    private final byte code;

    ResourceType(int code) {
        this.code = (byte) code;
    }

    /** As it is written in requests. */
    public byte code() {
        return code;
    }

    /** The type of that code, or null: a client may know types that we do not. */
    public static @Nullable ResourceType of(byte code) {
        for (ResourceType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        return null;
    }
}

package io.tailwater.core.security;

import org.jspecify.annotations.Nullable;

/** What can be done to a resource, with Kafka's codes. */
public enum AclOperation {
    ALL(2),
    READ(3),
    WRITE(4),
    CREATE(5),
    DELETE(6),
    ALTER(7),
    DESCRIBE(8),
    CLUSTER_ACTION(9),
    DESCRIBE_CONFIGS(10),
    ALTER_CONFIGS(11),
    IDEMPOTENT_WRITE(12),
    CREATE_TOKENS(13),
    DESCRIBE_TOKENS(14),
    TWO_PHASE_COMMIT(15);

    private final byte code;

    AclOperation(int code) {
        this.code = (byte) code;
    }

    /** As it is written in requests. */
    public byte code() {
        return code;
    }

    /** The operation of that code, or null: a client may know operations that we do not. */
    public static @Nullable AclOperation of(byte code) {
        for (AclOperation operation : values()) {
            if (operation.code == code) {
                return operation;
            }
        }
        return null;
    }
}

package io.tailwater.core.security.rule;

import org.jspecify.annotations.Nullable;

/** What a rule says, with Kafka's codes. Where two rules are about the same, the one that denies counts. */
public enum Permission {
    DENY(2),
    ALLOW(3);

    private final byte code;

    Permission(int code) {
        this.code = (byte) code;
    }

    /** As it is written in requests. */
    public byte code() {
        return code;
    }

    /** The permission of that code, or null when rules cannot have it. */
    public static @Nullable Permission of(byte code) {
        return code == DENY.code ? DENY : code == ALLOW.code ? ALLOW : null;
    }
}

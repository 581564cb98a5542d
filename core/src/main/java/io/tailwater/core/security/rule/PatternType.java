package io.tailwater.core.security.rule;

import org.jspecify.annotations.Nullable;

/** Which resources the name in a rule means, with Kafka's codes. */
public enum PatternType {
    /** The resource of that name; {@code *} means all. */
    LITERAL(3),
    /** All whose names begin so. */
    PREFIXED(4);

    private final byte code;

    PatternType(int code) {
        this.code = (byte) code;
    }

    /** As it is written in requests. */
    public byte code() {
        return code;
    }

    /** The pattern type of that code, or null when rules cannot have it. */
    public static @Nullable PatternType of(byte code) {
        return code == LITERAL.code ? LITERAL : code == PREFIXED.code ? PREFIXED : null;
    }
}

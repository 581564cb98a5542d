package io.tailwater.core.security.rule;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Which rules somebody asks for (Kafka: {@code AclBindingFilter}). What is null does not matter.
 *
 * @param pattern how {@code name} is compared
 * @param name of the resource
 * @param principal as rules have it, such as {@code User:*}, which does not stand for others here
 * @param host likewise
 */
public record AclFilter(
        @Nullable ResourceType type,
        NameMatch pattern,
        @Nullable String name,
        @Nullable String principal,
        @Nullable String host,
        @Nullable AclOperation operation,
        @Nullable Permission permission) {

    /** How the name of a filter is compared with those of rules, with Kafka's codes. */
    public enum NameMatch {
        /** Rules that have this name, of either pattern type. */
        ANY(1),
        /** Rules that are about the resource of this name. */
        MATCH(2),
        /** Literal rules that have this name. */
        LITERAL(3),
        /** Prefixed rules that have this name. */
        PREFIXED(4);

        private final byte code;

        NameMatch(int code) {
            this.code = (byte) code;
        }

        /** As it is written in requests. */
        public byte code() {
            return code;
        }

        /** That of a code, or null when there is none. */
        public static @Nullable NameMatch of(byte code) {
            for (NameMatch match : values()) {
                if (match.code == code) {
                    return match;
                }
            }
            return null;
        }
    }

    /** Every rule. */
    public static final AclFilter ALL = new AclFilter(null, NameMatch.ANY, null, null, null, null, null);

    /** Whether a rule is among them. */
    public boolean matches(AclRule rule) {
        return (type == null || type == rule.type())
                && (operation == null || operation == rule.operation())
                && (permission == null || permission == rule.permission())
                && (host == null || host.equals(rule.host()))
                && (principal == null || principal.equals(rule.principal().toString()))
                && matchesName(rule);
    }

    private boolean matchesName(AclRule rule) {
        boolean ofPattern = switch (pattern) {
            case ANY, MATCH -> true;
            case LITERAL -> rule.pattern() == PatternType.LITERAL;
            case PREFIXED -> rule.pattern() == PatternType.PREFIXED;
        };
        if (name == null || !ofPattern) {
            return ofPattern;
        }
        if (pattern != NameMatch.MATCH) {
            return name.equals(rule.name());
        }
        return rule.pattern() == PatternType.PREFIXED
                ? name.startsWith(rule.name())
                : name.equals(rule.name()) || rule.name().equals(AclRule.ANY);
    }
}

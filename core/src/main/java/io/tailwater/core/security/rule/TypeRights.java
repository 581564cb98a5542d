package io.tailwater.core.security.rule;

import io.tailwater.core.security.AclOperation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rules about resources of one type say. Immutable. */
final class TypeRights {

    static final TypeRights NONE = new TypeRights(List.of());

    private final @Nullable HostRights everyName;
    private final Map<String, HostRights> literals;
    private final PrefixRights prefixes;
    private final List<AclRule> rules;

    TypeRights(List<AclRule> rules) {
        this.rules = List.copyOf(rules);
        literals = byName(rules, PatternType.LITERAL);
        everyName = literals.remove(AclRule.ANY);
        prefixes = new PrefixRights(byName(rules, PatternType.PREFIXED));
    }

    private static Map<String, HostRights> byName(List<AclRule> rules, PatternType pattern) {
        Map<String, List<AclRule>> named = new HashMap<>();
        for (AclRule rule : rules) {
            if (rule.pattern() == pattern) {
                named.computeIfAbsent(rule.name(), name -> new ArrayList<>()).add(rule);
            }
        }
        Map<String, HostRights> rights = new HashMap<>();
        named.forEach((name, ofName) -> rights.put(name, HostRights.of(ofName)));
        return rights;
    }

    /** The {@link Rights} to the resource of that name. */
    long of(String name, String host) {
        long rights = everyName == null ? Rights.NONE : everyName.of(host);
        HostRights literal = literals.get(name);
        if (literal != null) {
            rights |= literal.of(host);
        }
        return rights | prefixes.of(name, host);
    }

    /** Whether any rule is about the resource of that name. */
    boolean mention(String name) {
        return everyName != null || literals.containsKey(name) || prefixes.mention(name);
    }

    /** Rules that allow something to somebody who comes from there; others may still deny it. */
    List<AclRule> allowing(AclOperation operation, String host) {
        return rules.stream()
                .filter(rule -> rule.permission() == Permission.ALLOW
                        && (rule.host().equals(AclRule.ANY) || rule.host().equals(host))
                        && Rights.allow(Rights.of(rule), operation))
                .toList();
    }
}

package io.tailwater.core.security.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@link Rights} that rules about the same resource give to the same principal, by where it comes from. Immutable.
 *
 * @param anywhere of rules for all hosts
 * @param byHost of rules for one
 */
record HostRights(long anywhere, Map<String, Long> byHost) {

    static HostRights of(List<AclRule> rules) {
        long anywhere = Rights.NONE;
        Map<String, Long> byHost = new HashMap<>();
        for (AclRule rule : rules) {
            if (rule.host().equals(AclRule.ANY)) {
                anywhere |= Rights.of(rule);
            } else {
                byHost.merge(rule.host(), Rights.of(rule), (one, other) -> one | other);
            }
        }
        return new HostRights(anywhere, byHost.isEmpty() ? Map.of() : byHost);
    }

    long of(String host) {
        return byHost.isEmpty() ? anywhere : anywhere | byHost.getOrDefault(host, Rights.NONE);
    }
}

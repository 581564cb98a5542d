package io.tailwater.tcp.api;

import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.security.rule.AclFilter;
import io.tailwater.core.security.rule.AclRule;
import io.tailwater.core.security.rule.PatternType;
import io.tailwater.core.security.rule.Permission;
import io.tailwater.spi.security.Principal;
import org.apache.kafka.common.message.CreateAclsRequestData.AclCreation;
import org.apache.kafka.common.message.DeleteAclsRequestData.DeleteAclsFilter;
import org.apache.kafka.common.message.DescribeAclsRequestData;
import org.jspecify.annotations.Nullable;

/** Access rules and filters as requests have them. Stateless. */
final class AclWire {

    /** What is told of rules when there are none by which anything is decided. */
    static final String NO_RULES = "There are no access rules here, whoever gets in may do everything: set"
            + " security.authorization to have rules looked at.";

    private static final byte ANY = 1;

    private AclWire() {}

    /**
     * The rule that somebody wants.
     *
     * @throws IllegalArgumentException with a sentence, when there cannot be such a rule
     */
    static AclRule rule(AclCreation wanted) {
        return new AclRule(
                known(ResourceType.of(wanted.resourceType()), "resource type", wanted.resourceType()),
                known(PatternType.of(wanted.resourcePatternType()), "pattern type", wanted.resourcePatternType()),
                wanted.resourceName(),
                Principal.parse(wanted.principal()),
                wanted.host(),
                known(AclOperation.of(wanted.operation()), "operation", wanted.operation()),
                known(Permission.of(wanted.permissionType()), "permission", wanted.permissionType()));
    }

    /** @throws IllegalArgumentException with a sentence, when it makes no sense */
    static AclFilter filter(DescribeAclsRequestData wanted) {
        return filter(new DeleteAclsFilter()
                .setResourceTypeFilter(wanted.resourceTypeFilter())
                .setResourceNameFilter(wanted.resourceNameFilter())
                .setPatternTypeFilter(wanted.patternTypeFilter())
                .setPrincipalFilter(wanted.principalFilter())
                .setHostFilter(wanted.hostFilter())
                .setOperation(wanted.operation())
                .setPermissionType(wanted.permissionType()));
    }

    /** @throws IllegalArgumentException with a sentence, when it makes no sense */
    static AclFilter filter(DeleteAclsFilter wanted) {
        byte type = wanted.resourceTypeFilter();
        byte operation = wanted.operation();
        byte permission = wanted.permissionType();
        return new AclFilter(
                type == ANY ? null : known(ResourceType.of(type), "resource type", type),
                known(AclFilter.NameMatch.of(wanted.patternTypeFilter()), "pattern type", wanted.patternTypeFilter()),
                wanted.resourceNameFilter(),
                wanted.principalFilter(),
                wanted.hostFilter(),
                operation == ANY ? null : known(AclOperation.of(operation), "operation", operation),
                permission == ANY ? null : known(Permission.of(permission), "permission", permission));
    }

    private static <T> T known(@Nullable T value, String what, byte code) {
        if (value == null) {
            throw new IllegalArgumentException("There is no rule with the " + what + " of code " + code + ".");
        }
        return value;
    }
}

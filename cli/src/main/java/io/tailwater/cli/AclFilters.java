package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePatternFilter;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/** Options as filters of rules, and rules as they are printed. Stateless. */
final class AclFilters {

    private AclFilters() {}

    /** Which rules options mean: what is left out does not matter. */
    static List<AclBindingFilter> of(AclOptions options) {
        List<AclOptions.Resource> resources = options.resources().isEmpty()
                ? List.of(new AclOptions.Resource(ResourceType.ANY, null))
                : options.resources();
        List<AclOperation> operations =
                options.operations().isEmpty() ? List.of(AclOperation.ANY) : options.operations();
        List<AclBindingFilter> filters = new ArrayList<>();
        for (AclOptions.Resource resource : resources) {
            for (AclOperation operation : operations) {
                filters.add(filter(options, resource, operation));
            }
        }
        return filters;
    }

    private static AclBindingFilter filter(AclOptions options, AclOptions.Resource resource, AclOperation operation) {
        @Nullable String name = resource.name();
        PatternType pattern = options.prefixed() ? PatternType.PREFIXED : PatternType.ANY;
        AclPermissionType permission = options.deny() ? AclPermissionType.DENY : AclPermissionType.ANY;
        return new AclBindingFilter(
                new ResourcePatternFilter(resource.type(), name, pattern),
                new AccessControlEntryFilter(options.principal(), options.host(), operation, permission));
    }

    static Table table(Collection<AclBinding> rules) {
        Table table = new Table("PRINCIPAL", "PERMISSION", "OPERATION", "RESOURCE", "NAME", "PATTERN", "HOST");
        for (AclBinding rule : sorted(rules)) {
            table.add(
                    rule.entry().principal(),
                    lower(rule.entry().permissionType()),
                    lower(rule.entry().operation()),
                    lower(rule.pattern().resourceType()),
                    rule.pattern().name(),
                    lower(rule.pattern().patternType()),
                    rule.entry().host());
        }
        return table;
    }

    static JsonArray json(Collection<AclBinding> rules) {
        JsonArray array = new JsonArray();
        for (AclBinding rule : sorted(rules)) {
            array.add(new JsonObject()
                    .put("principal", rule.entry().principal())
                    .put("permission", lower(rule.entry().permissionType()))
                    .put("operation", lower(rule.entry().operation()))
                    .put("resource", lower(rule.pattern().resourceType()))
                    .put("name", rule.pattern().name())
                    .put("pattern", lower(rule.pattern().patternType()))
                    .put("host", rule.entry().host()));
        }
        return array;
    }

    private static List<AclBinding> sorted(Collection<AclBinding> rules) {
        return rules.stream()
                .sorted(Comparator.comparing((AclBinding rule) -> rule.entry().principal())
                        .thenComparing(rule -> rule.pattern().resourceType())
                        .thenComparing(rule -> rule.pattern().name())
                        .thenComparing(rule -> rule.entry().operation()))
                .toList();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

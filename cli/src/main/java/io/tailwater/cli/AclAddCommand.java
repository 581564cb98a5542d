package io.tailwater.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tailwater acl add}. */
@Command(
        name = "add",
        description = "Makes access rules, one for each operation and resource, in force at once.",
        footer = {
            "",
            "  tailwater acl add --principal User:alice --operation read --topic orders --group billing",
            "  tailwater acl add --principal User:bob --operation write,create --topic orders. --prefixed"
        })
final class AclAddCommand extends AdminCommand {

    private static final String ANYWHERE = "*";

    @Mixin
    private AclOptions options = new AclOptions();

    @Override
    int run(Admin admin) throws Exception {
        String principal = options.principal();
        if (principal == null
                || options.operations().isEmpty()
                || options.resources().isEmpty()) {
            throw ClientException.usage(
                    "A rule says who (--principal), what (--operation), and to what: --topic, --group,"
                            + " --transactional-id or --cluster.");
        }
        List<AclBinding> rules = new ArrayList<>();
        for (AclOptions.Resource resource : options.resources()) {
            for (AclOperation operation : options.operations()) {
                rules.add(rule(principal, operation, resource));
            }
        }
        await(admin.createAcls(rules).all());
        print(AclFilters.json(rules), AclFilters.table(rules));
        return 0;
    }

    private AclBinding rule(String principal, AclOperation operation, AclOptions.Resource resource) {
        PatternType pattern = resource.type() == ResourceType.CLUSTER ? PatternType.LITERAL : options.pattern();
        return new AclBinding(
                new ResourcePattern(resource.type(), Objects.requireNonNull(resource.name()), pattern),
                new AccessControlEntry(
                        principal,
                        Objects.requireNonNullElse(options.host(), ANYWHERE),
                        operation,
                        options.deny() ? AclPermissionType.DENY : AclPermissionType.ALLOW));
    }
}

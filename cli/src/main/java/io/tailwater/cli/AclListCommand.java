package io.tailwater.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tailwater acl list}. */
@Command(name = "list", description = "Lists access rules; options choose which.")
final class AclListCommand extends AdminCommand {

    @Mixin
    private AclOptions options = new AclOptions();

    @Override
    int run(Admin admin) throws Exception {
        Set<AclBinding> found = new LinkedHashSet<>();
        for (AclBindingFilter filter : AclFilters.of(options)) {
            found.addAll(await(admin.describeAcls(filter).values()));
        }
        print(AclFilters.json(found), AclFilters.table(found));
        return 0;
    }
}

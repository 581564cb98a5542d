package io.tailwater.cli;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tailwater acl remove}. */
@Command(
        name = "remove",
        description = "Takes back access rules, at once; options choose which, as for list, and what went is printed.")
final class AclRemoveCommand extends AdminCommand {

    @Mixin
    private AclOptions options = new AclOptions();

    @Option(names = "--all", description = "Every rule there is.")
    private boolean all;

    @Override
    int run(Admin admin) throws Exception {
        List<AclBindingFilter> filters = AclFilters.of(options);
        if (filters.contains(AclBindingFilter.ANY) != all) {
            throw ClientException.usage("Say which rules, such as --principal User:alice, or --all and nothing else.");
        }
        Collection<AclBinding> removed = await(admin.deleteAcls(filters).all());
        print(AclFilters.json(removed), AclFilters.table(removed));
        return 0;
    }
}

package io.tailwater.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What access rules are about, on the command line. Filled by picocli. */
final class AclOptions {

    /** One kind of resource, by name; null for all names. */
    record Resource(ResourceType type, @Nullable String name) {}

    private static final String CLUSTER = "kafka-cluster";

    @Option(
            names = "--principal",
            paramLabel = "TYPE:NAME",
            description = "Who, such as User:alice; User:* is everybody.")
    private @Nullable String principal;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where from (rules: anywhere, unless it is given).")
    private @Nullable String host;

    @Option(
            names = "--operation",
            paramLabel = "NAME",
            split = ",",
            description = "What, several with commas: read, write, create, delete, alter, describe, describe_configs,"
                    + " alter_configs, idempotent_write, cluster_action, all.")
    private List<String> operations = new ArrayList<>();

    @Option(names = "--topic", paramLabel = "NAME", description = "To this topic; * is every one.")
    private @Nullable String topic;

    @Option(names = "--group", paramLabel = "ID", description = "To this group.")
    private @Nullable String group;

    @Option(names = "--transactional-id", paramLabel = "ID", description = "To this transactional id.")
    private @Nullable String transactionalId;

    @Option(names = "--cluster", description = "To the broker as a whole.")
    private boolean cluster;

    @Option(names = "--prefixed", description = "Names say how those of the resources begin.")
    private boolean prefixed;

    @Option(names = "--deny", description = "Rules that deny, not rules that allow.")
    private boolean deny;

    @Nullable
    String principal() {
        if (principal != null && principal.indexOf(':') < 1) {
            throw ClientException.usage("A principal is written like User:alice, not " + principal + ".");
        }
        return principal;
    }

    @Nullable
    String host() {
        return host;
    }

    boolean deny() {
        return deny;
    }

    PatternType pattern() {
        return prefixed ? PatternType.PREFIXED : PatternType.LITERAL;
    }

    boolean prefixed() {
        return prefixed;
    }

    List<AclOperation> operations() {
        List<AclOperation> found = new ArrayList<>();
        for (String name : operations) {
            AclOperation operation =
                    AclOperation.fromString(name.strip().replace('-', '_').toUpperCase(Locale.ROOT));
            if (operation.isUnknown() || operation == AclOperation.ANY) {
                throw ClientException.usage("There is no operation " + name + "; --help names those there are.");
            }
            found.add(operation);
        }
        return found;
    }

    List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        add(resources, ResourceType.TOPIC, topic);
        add(resources, ResourceType.GROUP, group);
        add(resources, ResourceType.TRANSACTIONAL_ID, transactionalId);
        add(resources, ResourceType.CLUSTER, cluster ? CLUSTER : null);
        return resources;
    }

    private static void add(List<Resource> resources, ResourceType type, @Nullable String name) {
        if (name != null) {
            resources.add(new Resource(type, name));
        }
    }
}

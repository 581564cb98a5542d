package io.tailwater.cli;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose settings a command is about. Filled by picocli. */
final class SettingsOf {

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Settings of a topic; without, of the broker.")
    private @Nullable String topic;

    @Option(names = "--group", paramLabel = "GROUP", description = "Settings of a group.")
    private @Nullable String group;

    ConfigResource resource(Admin admin) throws Exception {
        if (topic != null && group != null) {
            throw ClientException.usage("--topic and --group exclude each other.");
        }
        if (topic != null) {
            return new ConfigResource(ConfigResource.Type.TOPIC, topic);
        }
        if (group != null) {
            return new ConfigResource(ConfigResource.Type.GROUP, group);
        }
        for (Node node : AdminCommand.await(admin.describeCluster().nodes())) {
            return new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        }
        throw ClientException.refused("The broker does not say which it is.");
    }

    /** Every setting there is, by name, as it stands now. */
    SortedMap<String, ConfigEntry> entries(Admin admin) throws Exception {
        ConfigResource resource = resource(admin);
        Map<ConfigResource, Config> described;
        try {
            described =
                    AdminCommand.await(admin.describeConfigs(List.of(resource)).all());
        } catch (UnknownTopicOrPartitionException e) {
            throw ClientException.refused("There is no topic " + resource.name() + ".");
        }
        SortedMap<String, ConfigEntry> entries = new TreeMap<>();
        described.values().forEach(config -> config.entries().forEach(entry -> entries.put(entry.name(), entry)));
        return entries;
    }

    /** All of them, or none. */
    void change(Admin admin, List<AlterConfigOp> changes) throws Exception {
        AdminCommand.await(
                admin.incrementalAlterConfigs(Map.of(resource(admin), changes)).all());
    }

    /** Only lets the broker say whether it would make these changes. */
    void tryToChange(Admin admin, List<AlterConfigOp> changes) throws Exception {
        AdminCommand.await(admin.incrementalAlterConfigs(
                        Map.of(resource(admin), changes), new AlterConfigsOptions().validateOnly(true))
                .all());
    }

    String name() {
        return topic != null ? "the topic " + topic : group != null ? "the group " + group : "the broker";
    }
}

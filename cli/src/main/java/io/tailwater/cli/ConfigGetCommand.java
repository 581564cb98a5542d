package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater config get}. */
@Command(name = "get", description = "Shows settings that are not the default, or those that are named.")
final class ConfigGetCommand extends AdminCommand {

    private static final Set<ConfigSource> CHANGED_WHILE_RUNNING = Set.of(
            ConfigSource.DYNAMIC_TOPIC_CONFIG, ConfigSource.DYNAMIC_BROKER_CONFIG, ConfigSource.DYNAMIC_GROUP_CONFIG);

    @Mixin
    private SettingsOf whose = new SettingsOf();

    @Option(names = "--all", description = "Also those that have their defaults.")
    private boolean all;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "By Kafka's names, such as retention.ms.")
    private List<String> names = new ArrayList<>();

    @Override
    int run(Admin admin) throws Exception {
        SortedMap<String, ConfigEntry> entries = whose.entries(admin);
        for (String name : names) {
            if (!entries.containsKey(name)) {
                throw ClientException.refused(
                        "There is no setting " + name + " of " + whose.name() + ": --all shows them.");
            }
        }
        JsonArray found = new JsonArray();
        Table table = new Table("SETTING", "VALUE", "FROM");
        for (ConfigEntry entry : entries.values()) {
            if (names.isEmpty() ? all || !entry.isDefault() : names.contains(entry.name())) {
                String value = entry.isSensitive() ? "(hidden)" : entry.value();
                found.add(new JsonObject()
                        .put("name", entry.name())
                        .put("value", value)
                        .put("from", origin(entry)));
                table.add(entry.name(), value, origin(entry));
            }
        }
        if (found.isEmpty() && !json()) {
            out().println("All settings of " + whose.name() + " have their defaults; --all shows them.");
        } else {
            print(found, table);
        }
        return 0;
    }

    private static String origin(ConfigEntry entry) {
        if (CHANGED_WHILE_RUNNING.contains(entry.source())) {
            return "set";
        }
        return switch (entry.source()) {
            case STATIC_BROKER_CONFIG -> "configuration";
            case DEFAULT_CONFIG -> "default";
            default -> entry.source().name().toLowerCase(Locale.ROOT);
        };
    }
}

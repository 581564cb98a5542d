package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tailwater config unset}. */
@Command(name = "unset", description = "Gives settings back their values of the configuration, or their defaults.")
final class ConfigUnsetCommand extends AdminCommand {

    @Mixin
    private SettingsOf whose = new SettingsOf();

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "By Kafka's names, such as retention.ms.")
    private List<String> names = new ArrayList<>();

    @Override
    int run(Admin admin) throws Exception {
        requireChangeable(admin);
        List<AlterConfigOp> changes = names.stream()
                .map(name -> new AlterConfigOp(new ConfigEntry(name, ""), OpType.DELETE))
                .toList();
        whose.change(admin, changes);
        print(
                new JsonObject().put("unset", new JsonArray(names)),
                String.join(", ", names) + " of " + whose.name() + " unset.");
        return 0;
    }

    /** Brokers take settings back that there are not, as if they had; whether they would set them, they say. */
    private void requireChangeable(Admin admin) throws Exception {
        SortedMap<String, ConfigEntry> entries = whose.entries(admin);
        List<AlterConfigOp> doubtful = new ArrayList<>();
        for (String name : names) {
            ConfigEntry entry = entries.get(name);
            if (entry == null || entry.isReadOnly()) {
                doubtful.add(new AlterConfigOp(new ConfigEntry(name, ""), OpType.SET));
            }
        }
        if (!doubtful.isEmpty()) {
            whose.tryToChange(admin, doubtful);
        }
    }
}

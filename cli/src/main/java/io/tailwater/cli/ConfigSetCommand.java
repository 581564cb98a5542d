package io.tailwater.cli;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tailwater config set}. */
@Command(name = "set", description = "Changes settings at once, all that are named or none; they outlive a restart.")
final class ConfigSetCommand extends AdminCommand {

    @Mixin
    private SettingsOf whose = new SettingsOf();

    @Parameters(
            paramLabel = "NAME=VALUE",
            arity = "1..*",
            description = "By Kafka's names, such as retention.ms=3600000.")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Override
    int run(Admin admin) throws Exception {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(each -> new AlterConfigOp(new ConfigEntry(each.getKey(), each.getValue()), OpType.SET))
                .toList();
        whose.change(admin, changes);
        JsonObject set = new JsonObject();
        settings.forEach(set::put);
        print(new JsonObject().put("set", set), String.join(", ", settings.keySet()) + " of " + whose.name() + " set.");
        return 0;
    }
}

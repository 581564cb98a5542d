package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import picocli.CommandLine.Command;

/** {@code tailwater groups list}. */
@Command(name = "list", description = "Lists groups of every kind.")
final class GroupsListCommand extends AdminCommand {

    @Override
    int run(Admin admin) throws Exception {
        List<GroupListing> groups = await(admin.listGroups().all()).stream()
                .sorted(Comparator.comparing(GroupListing::groupId))
                .toList();
        JsonArray found = new JsonArray();
        Table table = new Table("GROUP", "TYPE", "STATE");
        for (GroupListing group : groups) {
            String type = group.type().map(Object::toString).orElse("");
            String state = group.groupState().map(Object::toString).orElse("");
            found.add(new JsonObject()
                    .put("group", group.groupId())
                    .put("type", type)
                    .put("state", state));
            table.add(group.groupId(), type, state);
        }
        print(found, table);
        return 0;
    }
}

package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tailwater groups delete}. */
@Command(
        name = "delete",
        description = "Deletes groups of consumers that have no members, with what they have committed.")
final class GroupsDeleteCommand extends AdminCommand {

    @Parameters(paramLabel = "GROUP", arity = "1..*", description = "Their names.")
    private List<String> groups = new ArrayList<>();

    @Override
    int run(Admin admin) throws Exception {
        List<String> deleted = new ArrayList<>();
        for (String group : groups) {
            String before = deleted.isEmpty() ? "" : " Deleted before that: " + String.join(", ", deleted) + ".";
            try {
                await(admin.deleteConsumerGroups(List.of(group)).all());
                deleted.add(group);
            } catch (GroupIdNotFoundException e) {
                throw ClientException.refused("There is no group " + group + "." + before);
            } catch (GroupNotEmptyException e) {
                throw ClientException.refused("The group " + group + " has members: stop them first." + before);
            }
        }
        print(
                new JsonObject().put("deleted", new JsonArray(deleted)),
                Table.printable(String.join(", ", deleted)) + " deleted.");
        return 0;
    }
}

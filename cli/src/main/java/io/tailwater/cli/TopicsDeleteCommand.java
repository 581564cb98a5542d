package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater topics delete}. */
@Command(name = "delete", description = "Deletes topics with all their records, at once and for good.")
final class TopicsDeleteCommand extends AdminCommand {

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Their names.")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--if-exists", description = "Be content when there is none.")
    private boolean ifExists;

    @Override
    int run(Admin admin) throws Exception {
        List<String> deleted = new ArrayList<>();
        for (String topic : topics) {
            try {
                await(admin.deleteTopics(List.of(topic)).all());
                deleted.add(topic);
            } catch (UnknownTopicOrPartitionException e) {
                if (!ifExists) {
                    throw ClientException.refused("There is no topic " + topic + "." + before(deleted));
                }
            }
        }
        print(
                new JsonObject().put("deleted", new JsonArray(deleted)),
                deleted.isEmpty() ? "There was none." : String.join(", ", deleted) + " deleted.");
        return 0;
    }

    private static String before(List<String> deleted) {
        return deleted.isEmpty() ? "" : " Deleted before that: " + String.join(", ", deleted) + ".";
    }
}

package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tailwater topics list}. */
@Command(name = "list", description = "Lists topics.")
final class TopicsListCommand extends AdminCommand {

    @Option(names = "--internal", description = "Also the broker's own topics.")
    private boolean internal;

    @Override
    int run(Admin admin) throws Exception {
        Map<String, TopicDescription> topics = new TreeMap<>(await(
                admin.describeTopics(await(admin.listTopics(new ListTopicsOptions().listInternal(internal))
                                .names()))
                        .allTopicNames()));
        JsonArray found = new JsonArray();
        Table table = new Table("TOPIC", "PARTITIONS");
        topics.forEach((name, topic) -> {
            found.add(new JsonObject()
                    .put("topic", name)
                    .put("partitions", topic.partitions().size())
                    .put("internal", topic.isInternal()));
            table.add(name, topic.partitions().size());
        });
        print(found, table);
        return 0;
    }
}

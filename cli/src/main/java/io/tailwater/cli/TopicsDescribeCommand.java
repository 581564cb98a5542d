package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tailwater topics describe}. */
@Command(
        name = "describe",
        description = "Shows topics: partitions with their offsets, and settings that were changed.")
final class TopicsDescribeCommand extends AdminCommand {

    @Parameters(paramLabel = "TOPIC", arity = "1..*", description = "Their names.")
    private List<String> topics = new ArrayList<>();

    @Override
    int run(Admin admin) throws Exception {
        JsonArray found = new JsonArray();
        for (String topic : topics) {
            found.add(describe(admin, topic));
        }
        if (json()) {
            out().println(found.encodePrettily());
        } else {
            found.forEach(topic -> printText((JsonObject) topic));
        }
        return 0;
    }

    private static JsonObject describe(Admin admin, String topic) throws Exception {
        TopicDescription description;
        try {
            description = only(await(admin.describeTopics(List.of(topic)).allTopicNames()));
        } catch (UnknownTopicOrPartitionException e) {
            throw ClientException.refused(
                    "There is no topic " + topic + ": tailwater topics list shows those there are.");
        }
        List<TopicPartition> all = description.partitions().stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        Map<TopicPartition, Long> ends = Offsets.list(admin, all, OffsetSpec.latest());
        JsonArray partitions = new JsonArray();
        Offsets.list(admin, all, OffsetSpec.earliest())
                .forEach((partition, start) -> partitions.add(new JsonObject()
                        .put("partition", partition.partition())
                        .put("startOffset", start)
                        .put("endOffset", ends.get(partition))));
        return new JsonObject()
                .put("topic", topic)
                .put("id", description.topicId().toString())
                .put("partitions", partitions)
                .put("settings", changedSettings(admin, topic));
    }

    private static JsonObject changedSettings(Admin admin, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Map<String, Object> changed = new TreeMap<>();
        for (ConfigEntry entry :
                only(await(admin.describeConfigs(List.of(resource)).all())).entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                changed.put(entry.name(), entry.value());
            }
        }
        return new JsonObject(changed);
    }

    private void printText(JsonObject topic) {
        out().println(topic.getString("topic") + ", id " + topic.getString("id"));
        topic.getJsonObject("settings")
                .forEach(each -> out().println("  " + each.getKey() + "=" + Table.printable("" + each.getValue())));
        Table table = new Table("  PARTITION", "START", "END", "OFFSETS");
        for (Object each : topic.getJsonArray("partitions")) {
            JsonObject partition = (JsonObject) each;
            long start = partition.getLong("startOffset");
            long end = partition.getLong("endOffset");
            table.add("  " + partition.getInteger("partition"), start, end, end - start);
        }
        table.printTo(out());
    }
}

package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tailwater groups reset}. */
@Command(
        name = "reset",
        description = "Moves what a group of consumers has committed; it must have no members at the moment.")
final class GroupsResetCommand extends AdminCommand {

    @Parameters(paramLabel = "GROUP", description = "Its name.")
    private String group = "";

    @Option(names = "--topic", paramLabel = "TOPIC", required = true, description = "Of which topic; may be repeated.")
    private List<String> topics = new ArrayList<>();

    @Option(names = "--partition", paramLabel = "N", description = "Only this partition; may be repeated.")
    private List<Integer> partitions = new ArrayList<>();

    @Option(names = "--to", paramLabel = "POSITION", required = true, description = "Where to: " + Position.FORMS + ".")
    private String to = "";

    @Option(names = "--dry-run", description = "Only show what would be committed.")
    private boolean dryRun;

    @Override
    int run(Admin admin) throws Exception {
        Map<TopicPartition, Long> targets = targets(admin, Position.parse(to, Instant.now()));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        targets.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
        if (!dryRun) {
            try {
                await(admin.alterConsumerGroupOffsets(group, offsets).all());
            } catch (UnknownMemberIdException e) {
                throw ClientException.refused(
                        "The group " + group + " has members, and only they may commit: stop them first.");
            }
        }
        JsonArray moved = new JsonArray();
        Table table = new Table("TOPIC", "PARTITION", dryRun ? "WOULD BE" : "COMMITTED");
        targets.forEach((partition, offset) -> {
            moved.add(new JsonObject()
                    .put("topic", partition.topic())
                    .put("partition", partition.partition())
                    .put("committedOffset", offset));
            table.add(partition.topic(), partition.partition(), offset);
        });
        print(moved, table);
        return 0;
    }

    private Map<TopicPartition, Long> targets(Admin admin, Position position) throws Exception {
        List<TopicPartition> chosen = chosenPartitions(admin);
        Map<TopicPartition, Long> starts = Offsets.list(admin, chosen, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = Offsets.list(admin, chosen, OffsetSpec.latest());
        Map<TopicPartition, Long> found = Offsets.list(admin, chosen, position.toOffsetSpec());
        found.replaceAll((partition, offset) -> {
            long end = ends.getOrDefault(partition, 0L);
            long wanted = offset < 0 ? end : offset; // no record is so new
            if (position instanceof Position.Offset given) {
                wanted = given.offset();
            } else if (position instanceof Position.Last last) {
                wanted = end - last.records();
            }
            return Math.max(starts.getOrDefault(partition, 0L), Math.min(end, wanted));
        });
        return found;
    }

    private List<TopicPartition> chosenPartitions(Admin admin) throws Exception {
        List<TopicPartition> chosen = new ArrayList<>();
        try {
            await(admin.describeTopics(topics).allTopicNames())
                    .values()
                    .forEach(topic -> topic.partitions().stream()
                            .filter(each -> partitions.isEmpty() || partitions.contains(each.partition()))
                            .forEach(each -> chosen.add(new TopicPartition(topic.name(), each.partition()))));
        } catch (UnknownTopicOrPartitionException e) {
            throw ClientException.refused("There is no topic " + String.join(" or no topic ", topics) + ".");
        }
        for (int partition : partitions) {
            if (chosen.stream().noneMatch(each -> each.partition() == partition)) {
                throw ClientException.refused("There is no partition " + partition + ".");
            }
        }
        return chosen;
    }
}

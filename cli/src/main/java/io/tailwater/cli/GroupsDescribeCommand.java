package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tailwater groups describe}. */
@Command(name = "describe", description = "Shows groups: members, how far they have come, and how far that is behind.")
final class GroupsDescribeCommand extends AdminCommand {

    @Parameters(paramLabel = "GROUP", arity = "1..*", description = "Their names.")
    private List<String> groups = new ArrayList<>();

    @Override
    int run(Admin admin) throws Exception {
        JsonArray found = new JsonArray();
        for (String group : groups) {
            found.add(describe(admin, group));
        }
        if (json()) {
            out().println(found.encodePrettily());
        } else {
            found.forEach(group -> printText((JsonObject) group));
        }
        return 0;
    }

    private static JsonObject describe(Admin admin, String group) throws Exception {
        ConsumerGroupDescription description;
        try {
            description =
                    only(await(admin.describeConsumerGroups(List.of(group)).all()));
        } catch (GroupIdNotFoundException notOfConsumers) {
            return describeShareGroup(admin, group);
        }
        Map<TopicPartition, String> owners = owners(description);
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = new TreeMap<>(Offsets.BY_NAME);
        committed.putAll(await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()));
        owners.keySet().forEach(owned -> committed.putIfAbsent(owned, null));
        Map<TopicPartition, Long> ends = Offsets.list(admin, committed.keySet(), OffsetSpec.latest());
        JsonArray partitions = new JsonArray();
        committed.forEach((partition, offset) -> {
            long end = ends.getOrDefault(partition, -1L);
            partitions.add(new JsonObject()
                    .put("topic", partition.topic())
                    .put("partition", partition.partition())
                    .put("committedOffset", offset == null ? null : offset.offset())
                    .put("endOffset", end)
                    .put("lag", offset == null ? null : Math.max(0, end - offset.offset()))
                    .put("member", owners.get(partition)));
        });
        return new JsonObject()
                .put("group", group)
                .put("state", description.groupState().toString())
                .put("type", description.type().toString())
                .put("assignor", description.partitionAssignor())
                .put("members", members(description))
                .put("partitions", partitions);
    }

    private static JsonObject describeShareGroup(Admin admin, String group) throws Exception {
        try {
            return ShareGroupReport.of(admin, group);
        } catch (GroupIdNotFoundException e) {
            throw ClientException.refused(
                    "There is no group " + group + ": tailwater groups list shows what there is.");
        }
    }

    private static Map<TopicPartition, String> owners(ConsumerGroupDescription group) {
        Map<TopicPartition, String> owners = new HashMap<>();
        for (MemberDescription member : group.members()) {
            member.assignment().topicPartitions().forEach(each -> owners.put(each, member.consumerId()));
        }
        return owners;
    }

    private static JsonArray members(ConsumerGroupDescription group) {
        JsonArray members = new JsonArray();
        for (MemberDescription member : group.members()) {
            members.add(new JsonObject()
                    .put("member", member.consumerId())
                    .put("clientId", member.clientId())
                    .put("host", member.host())
                    .put("partitions", member.assignment().topicPartitions().size()));
        }
        return members;
    }

    private void printText(JsonObject group) {
        JsonArray members = group.getJsonArray("members");
        out().println(Table.printable(group.getString("group")) + ", " + group.getString("type") + ", "
                + group.getString("state") + ", " + members.size() + (members.size() == 1 ? " member" : " members"));
        if (group.getString("type").equals(ShareGroupReport.TYPE)) {
            ShareGroupReport.printTo(out(), group);
            return;
        }
        Table table = new Table("  TOPIC", "PARTITION", "COMMITTED", "END", "LAG", "MEMBER");
        for (Object each : group.getJsonArray("partitions")) {
            JsonObject partition = (JsonObject) each;
            table.add(
                    "  " + partition.getString("topic"),
                    partition.getInteger("partition"),
                    Table.shown(partition.getLong("committedOffset")),
                    partition.getLong("endOffset"),
                    Table.shown(partition.getLong("lag")),
                    Table.shown(partition.getString("member")));
        }
        table.printTo(out());
    }
}

package io.tailwater.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What {@code groups describe} says of share groups (KIP-932), whose members read the same partitions. Stateless. */
final class ShareGroupReport {

    static final String TYPE = "Share";

    private ShareGroupReport() {}

    /** @throws org.apache.kafka.common.errors.GroupIdNotFoundException when there is no share group of that name */
    static JsonObject of(Admin admin, String group) throws Exception {
        ShareGroupDescription description = AdminCommand.only(
                AdminCommand.await(admin.describeShareGroups(List.of(group)).all()));
        Map<TopicPartition, @Nullable SharePartitionOffsetInfo> partitions = new TreeMap<>(Offsets.BY_NAME);
        partitions.putAll(AdminCommand.await(admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(group)));
        Map<TopicPartition, Integer> readers = new HashMap<>();
        JsonArray members = new JsonArray();
        for (ShareMemberDescription member : description.members()) {
            members.add(new JsonObject()
                    .put("member", member.consumerId())
                    .put("clientId", member.clientId())
                    .put("host", member.host())
                    .put("partitions", member.assignment().topicPartitions().size()));
            for (TopicPartition partition : member.assignment().topicPartitions()) {
                readers.merge(partition, 1, Integer::sum);
                partitions.putIfAbsent(partition, null);
            }
        }
        JsonArray told = new JsonArray();
        partitions.forEach((partition, offset) -> told.add(new JsonObject()
                .put("topic", partition.topic())
                .put("partition", partition.partition())
                .put("startOffset", offset == null ? null : offset.startOffset())
                .put("lag", offset == null ? null : offset.lag().orElse(null))
                .put("members", readers.getOrDefault(partition, 0))));
        return new JsonObject()
                .put("group", group)
                .put("state", description.groupState().toString())
                .put("type", TYPE)
                .put("members", members)
                .put("partitions", told);
    }

    static void printTo(PrintWriter out, JsonObject group) {
        Table table = new Table("  TOPIC", "PARTITION", "START", "LAG", "MEMBERS");
        for (Object each : group.getJsonArray("partitions")) {
            JsonObject partition = (JsonObject) each;
            table.add(
                    "  " + partition.getString("topic"),
                    partition.getInteger("partition"),
                    Table.shown(partition.getLong("startOffset")),
                    Table.shown(partition.getLong("lag")),
                    partition.getInteger("members"));
        }
        table.printTo(out);
    }
}

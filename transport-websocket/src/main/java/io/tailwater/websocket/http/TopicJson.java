package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.dynamic.SettingState;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.tailwater.websocket.login.Rights;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Topics as JSON. Stateless. */
final class TopicJson {

    private TopicJson() {}

    /** Topics with what their partitions hold together. */
    static Future<JsonArray> summaries(Broker broker, Collection<Topic> topics) {
        return broker.partitions().statuses(keys(topics)).map(statuses -> {
            JsonArray array = new JsonArray();
            int from = 0;
            for (Topic topic : topics) {
                array.add(summary(topic, statuses.subList(from, from + topic.partitionCount())));
                from += topic.partitionCount();
            }
            return array;
        });
    }

    /** One topic with everything that somebody may see who may see the topic. */
    static Future<JsonObject> detail(Broker broker, Topic topic, Rights rights) {
        return broker.partitions().statuses(keys(List.of(topic))).map(statuses -> {
            JsonArray partitions = new JsonArray();
            for (int i = 0; i < statuses.size(); i++) {
                partitions.add(partition(i, statuses.get(i)));
            }
            JsonObject detail = summary(topic, statuses).put("partitions", partitions);
            if (rights.allow(AclOperation.DESCRIBE_CONFIGS, topic.name())) {
                JsonArray configuration = new JsonArray();
                broker.settings().topic(topic).forEach(setting -> configuration.add(setting(setting)));
                detail.put("configuration", configuration);
            }
            return detail;
        });
    }

    private static List<PartitionKey> keys(Collection<Topic> topics) {
        List<PartitionKey> keys = new ArrayList<>();
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.partitionCount(); partition++) {
                keys.add(new PartitionKey(topic.id(), partition));
            }
        }
        return keys;
    }

    private static JsonObject summary(Topic topic, List<Result<PartitionStatus>> statuses) {
        long records = 0;
        long endOffsets = 0;
        long sizeBytes = 0;
        long appendedBytes = 0;
        long fetchedBytes = 0;
        for (Result<PartitionStatus> status : statuses) {
            if (status instanceof Result.Ok<PartitionStatus> ok) {
                records += ok.value().endOffset() - ok.value().logStartOffset();
                endOffsets += ok.value().endOffset();
                sizeBytes += ok.value().sizeBytes();
                appendedBytes += ok.value().appendedBytes();
                fetchedBytes += ok.value().fetchedBytes();
            }
        }
        return new JsonObject()
                .put("name", topic.name())
                .put("id", topic.id().toString())
                .put("internal", topic.internal())
                .put("partitionCount", topic.partitionCount())
                .put("records", records)
                .put("endOffsets", endOffsets)
                .put("sizeBytes", sizeBytes)
                .put("appendedBytes", appendedBytes)
                .put("fetchedBytes", fetchedBytes);
    }

    private static JsonObject partition(int index, Result<PartitionStatus> result) {
        JsonObject json = new JsonObject().put("partition", index);
        if (!(result instanceof Result.Ok<PartitionStatus> ok)) {
            return json.put(
                    "error", ((Result.Refused<PartitionStatus>) result).error().message());
        }
        PartitionStatus status = ok.value();
        return json.put("startOffset", status.logStartOffset())
                .put("endOffset", status.endOffset())
                .put("durableOffset", status.durableOffset())
                .put("sizeBytes", status.sizeBytes())
                .put("appendedBytes", status.appendedBytes())
                .put("fetchedBytes", status.fetchedBytes());
    }

    private static JsonObject setting(SettingState setting) {
        return new JsonObject()
                .put("name", setting.name())
                .put("value", setting.value())
                .put("default", setting.definition().defaultValue())
                .put("source", setting.origins().get(0).place().name().toLowerCase(Locale.ROOT))
                .put("inEffect", setting.definition().inEffect())
                .put("documentation", setting.definition().documentation());
    }
}

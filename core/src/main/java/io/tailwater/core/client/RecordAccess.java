package io.tailwater.core.client;

import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What producing and reading records needs of a broker. Thread-safe.
 *
 * @param topics the topics there are
 * @param partitions where batches are
 * @param format how they are made and read
 * @param clock gives records without a timestamp theirs
 * @param autoCreate whether a topic is made when somebody produces to it
 */
public record RecordAccess(
        TopicCatalog topics,
        PartitionClient partitions,
        RecordFormat format,
        InstantSource clock,
        BooleanSupplier autoCreate) {

    private static final int DEFAULT_PARTITIONS = -1;

    /** A topic that is there; {@code UNKNOWN_TOPIC_OR_PARTITION}. */
    public Result<Topic> topic(String name) {
        Topic topic = topics.find(name);
        return topic == null ? unknown(name) : Result.ok(topic);
    }

    /** A topic to produce to, made now if it is not there and may be. Completes on the caller's context. */
    public Future<Result<Topic>> topicToProduceTo(String name) {
        Topic topic = topics.find(name);
        if (topic != null || !autoCreate.getAsBoolean()) {
            return Future.succeededFuture(topic(name));
        }
        return topics.create(new NewTopic(name, DEFAULT_PARTITIONS, Map.of()), false)
                .map(created -> {
                    Topic now = topics.find(name); // perhaps somebody else was quicker
                    return now == null ? created : Result.ok(now);
                });
    }

    private static Result<Topic> unknown(String name) {
        return Result.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic '" + name + "'.");
    }
}

package io.tailwater.core.client;

import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AccessRefusal;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.AuditLog;
import io.tailwater.core.security.Authorizer;
import io.tailwater.core.security.ClientSession;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What producing and reading records needs of a broker. Thread-safe.
 *
 * @param topics the topics there are
 * @param partitions where batches are
 * @param format how they are made and read
 * @param authorizer who may read and produce
 * @param audit where it is noted who made a topic
 * @param clock gives records without a timestamp theirs
 * @param autoCreate whether a topic is made when somebody produces to it
 */
public record RecordAccess(
        TopicCatalog topics,
        PartitionClient partitions,
        RecordFormat format,
        Authorizer authorizer,
        AuditLog audit,
        InstantSource clock,
        BooleanSupplier autoCreate) {

    private static final int DEFAULT_PARTITIONS = -1;

    /**
     * A topic that is there, for somebody who may do something to it; {@code TOPIC_AUTHORIZATION_FAILED} for others, whether or
     * not it is there, and {@code UNKNOWN_TOPIC_OR_PARTITION}.
     */
    public Result<Topic> topic(ClientSession session, AclOperation operation, String name) {
        BrokerError refusal = refusal(session, operation, name);
        if (refusal != null) {
            return new Result.Refused<>(refusal);
        }
        Topic topic = topics.find(name);
        return topic == null ? unknown(name) : Result.ok(topic);
    }

    /**
     * A topic to produce to, for somebody who may; made now if it is not there, and they and the configuration allow it.
     * Completes on the caller's context.
     */
    public Future<Result<Topic>> topicToProduceTo(ClientSession session, String name) {
        Result<Topic> found = topic(session, AclOperation.WRITE, name);
        if (!(found instanceof Result.Refused<Topic> refused)
                || refused.error().code() != ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                || !autoCreate.getAsBoolean()) {
            return Future.succeededFuture(found);
        }
        if (!authorizer.allows(session, AclOperation.CREATE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME)) {
            BrokerError refusal = refusal(session, AclOperation.CREATE, name);
            if (refusal != null) {
                return Future.succeededFuture(new Result.Refused<>(refusal));
            }
        }
        return topics.create(new NewTopic(name, DEFAULT_PARTITIONS, Map.of()), false)
                .map(created -> {
                    if (created instanceof Result.Ok<Topic>) {
                        audit.note(session, AuditAction.TOPIC_CREATED, name, Map.of("reason", "named by a client"));
                    }
                    Topic now = topics.find(name); // perhaps somebody else was quicker
                    return now == null ? created : Result.ok(now);
                });
    }

    /** Why somebody may not do something to a topic, or null when they may. */
    @Nullable
    BrokerError refusal(ClientSession session, AclOperation operation, String topic) {
        return authorizer.allows(session, operation, ResourceType.TOPIC, topic)
                ? null
                : AccessRefusal.of(session, operation, ResourceType.TOPIC, topic);
    }

    private static Result<Topic> unknown(String name) {
        return Result.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no topic '" + name + "'.");
    }
}

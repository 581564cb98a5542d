package io.tailwater.tcp.api;

import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/** Deletes topics. v5 adds a message to errors, v6 names topics by name or by id (KIP-516). */
final class DeleteTopicsHandler implements ApiHandler<DeleteTopicsRequestData, DeleteTopicsResponseData> {

    private static final short FIRST_BY_ID = 6;
    private static final int FIRST_WITH_QUOTAS = 5;

    @Override
    public ApiKeys api() {
        return ApiKeys.DELETE_TOPICS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 6);
    }

    @Override
    public DeleteTopicsRequestData decode(Readable body, short version) {
        return new DeleteTopicsRequestData(body, version);
    }

    @Override
    public Future<DeleteTopicsResponseData> handle(RequestContext context, DeleteTopicsRequestData request) {
        DeleteTopicsResponseData response = new DeleteTopicsResponseData();
        List<Supplier<Future<?>>> deletions = new ArrayList<>();
        Set<UUID> chosen = new HashSet<>();
        MutationQuota quota = MutationQuota.of(context, FIRST_WITH_QUOTAS);
        for (DeleteTopicState wanted : wanted(context, request)) {
            DeletableTopicResult answer = answer(response, wanted);
            boolean byName = wanted.name() != null;
            boolean byId = !wanted.topicId().equals(Uuid.ZERO_UUID);
            Topic topic = find(context, wanted);
            String name = topic == null ? wanted.name() : topic.name();
            if (byName == byId) {
                refuse(
                        answer,
                        Errors.INVALID_REQUEST,
                        "A topic is deleted by its name or by its id: give one of them.");
            } else if (name != null && context.refusal(AclOperation.DELETE, ResourceType.TOPIC, name) != Errors.NONE) {
                refuse(answer, Errors.TOPIC_AUTHORIZATION_FAILED, Errors.TOPIC_AUTHORIZATION_FAILED.message());
                // An id is no secret; the name it stands for may be one.
                answer.setName(byName || context.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, name) ? name : null);
            } else if (topic == null) {
                Errors error = byName ? Errors.UNKNOWN_TOPIC_OR_PARTITION : Errors.UNKNOWN_TOPIC_ID;
                refuse(answer, error, error.message());
            } else if (!chosen.add(topic.id())) {
                refuse(answer, Errors.INVALID_REQUEST, "The topic is named twice in this request.");
            } else if (!quota.allows(topic.partitionCount())) {
                refuse(
                        answer.setName(topic.name()).setTopicId(TopicIds.toWire(topic.id())),
                        Errors.THROTTLING_QUOTA_EXCEEDED,
                        Errors.THROTTLING_QUOTA_EXCEEDED.message());
            } else {
                answer.setName(topic.name()).setTopicId(TopicIds.toWire(topic.id()));
                deletions.add(() -> delete(context, topic, byName, answer));
            }
        }
        // Only now, so that a topic that is named twice is there both times.
        return Future.all(deletions.stream().<Future<?>>map(Supplier::get).toList())
                .map(response);
    }

    private static Future<?> delete(RequestContext context, Topic topic, boolean byName, DeletableTopicResult answer) {
        return context.broker().topics().delete(topic.id()).onSuccess(result -> {
            if (result instanceof Result.Refused<Topic> refused) {
                Errors error = byName
                        ? NamedPartition.error(refused.error().code())
                        : KafkaErrors.of(refused.error().code());
                refuse(answer, error, refused.error().message());
            } else {
                context.audit(AuditAction.TOPIC_DELETED, topic.name(), Map.of());
            }
        });
    }

    private static @Nullable Topic find(RequestContext context, DeleteTopicState wanted) {
        return wanted.name() != null
                ? context.broker().topics().find(wanted.name())
                : context.broker().topics().find(TopicIds.fromWire(wanted.topicId()));
    }

    private static List<DeleteTopicState> wanted(RequestContext context, DeleteTopicsRequestData request) {
        if (context.version() >= FIRST_BY_ID) {
            return request.topics();
        }
        List<DeleteTopicState> wanted = new ArrayList<>();
        for (String name : request.topicNames()) {
            wanted.add(new DeleteTopicState().setName(name));
        }
        return wanted;
    }

    private static DeletableTopicResult answer(DeleteTopicsResponseData response, DeleteTopicState wanted) {
        DeletableTopicResult answer =
                new ScatteredResult().setName(wanted.name()).setTopicId(wanted.topicId());
        response.responses().add(answer);
        return answer;
    }

    private static void refuse(DeletableTopicResult answer, Errors error, String message) {
        answer.setErrorCode(error.code()).setErrorMessage(message);
    }

    /** Lies anywhere in the answer's hash table, as nobody looks it up: equal names would take the cube of the time. */
    private static final class ScatteredResult extends DeletableTopicResult {

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    @Override
    public DeleteTopicsResponseData failed(RequestContext context, DeleteTopicsRequestData request, Errors error) {
        DeleteTopicsResponseData response = new DeleteTopicsResponseData();
        for (DeleteTopicState wanted : wanted(context, request)) {
            refuse(answer(response, wanted), error, error.message());
        }
        return response;
    }
}

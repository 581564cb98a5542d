package io.tailwater.tcp.api;

import io.tailwater.core.dynamic.SettingState;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.AuditAction;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Creates topics, or only says whether it would. v4 lets the broker choose numbers (-1), v5 tells the settings of what was
 * made (KIP-525), v7 its id. Replicas cannot be had but one, on this broker, however a request asks for them.
 */
final class CreateTopicsHandler implements ApiHandler<CreateTopicsRequestData, CreateTopicsResponseData> {

    private static final int FIRST_WITH_QUOTAS = 6;

    @Override
    public ApiKeys api() {
        return ApiKeys.CREATE_TOPICS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(2, 7);
    }

    @Override
    public boolean hashesArrays() {
        return true;
    }

    @Override
    public CreateTopicsRequestData decode(Readable body, short version) {
        return new CreateTopicsRequestData(body, version);
    }

    @Override
    public Future<CreateTopicsResponseData> handle(RequestContext context, CreateTopicsRequestData request) {
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        List<Future<?>> answers = new ArrayList<>();
        Set<String> named = new HashSet<>();
        boolean createsAny = context.allows(AclOperation.CREATE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
        MutationQuota quota = MutationQuota.of(context, FIRST_WITH_QUOTAS);
        for (CreatableTopic wanted : request.topics()) {
            if (!named.add(wanted.name())) {
                continue; // answered with the first of that name
            }
            CreatableTopicResult answer = new CreatableTopicResult().setName(wanted.name());
            response.topics().add(answer);
            ReplicaPlacement placement = request.topics().findAll(wanted.name()).size() > 1
                    ? ReplicaPlacement.refused(Errors.INVALID_REQUEST, "The topic is named twice in this request.")
                    : ReplicaPlacement.of(wanted, context.broker().config().nodeId());
            Errors refusal =
                    createsAny ? Errors.NONE : context.refusal(AclOperation.CREATE, ResourceType.TOPIC, wanted.name());
            if (refusal != Errors.NONE) {
                refuse(answer, refusal, refusal.message());
            } else if (placement.error() != Errors.NONE) {
                refuse(answer, placement.error(), placement.message());
            } else if (makes(context, request, wanted) && !quota.allows(partitions(context, placement))) {
                refuse(answer, Errors.THROTTLING_QUOTA_EXCEEDED, Errors.THROTTLING_QUOTA_EXCEEDED.message());
            } else {
                answers.add(create(context, wanted, placement.partitionCount(), request.validateOnly(), answer));
            }
        }
        return Future.all(answers).map(response);
    }

    private static boolean makes(RequestContext context, CreateTopicsRequestData request, CreatableTopic wanted) {
        return !request.validateOnly() && context.broker().topics().find(wanted.name()) == null;
    }

    private static int partitions(RequestContext context, ReplicaPlacement placement) {
        return placement.partitionCount() > 0
                ? placement.partitionCount()
                : context.broker().config().topics().partitionCount();
    }

    private static Future<?> create(
            RequestContext context,
            CreatableTopic wanted,
            int partitionCount,
            boolean validateOnly,
            CreatableTopicResult answer) {
        Map<String, @Nullable String> settings = new HashMap<>();
        for (CreatableTopicConfig setting : wanted.configs()) {
            settings.put(setting.name(), setting.value());
        }
        return context.broker()
                .topics()
                .create(new NewTopic(wanted.name(), partitionCount, settings), validateOnly)
                .onSuccess(result -> {
                    if (result instanceof Result.Ok<Topic> ok) {
                        describe(context, ok.value(), answer);
                        if (!validateOnly) {
                            int partitions = ok.value().partitionCount();
                            context.audit(AuditAction.TOPIC_CREATED, wanted.name(), Map.of("partitions", partitions));
                        }
                    } else if (result instanceof Result.Refused<Topic> refused) {
                        refuse(
                                answer,
                                KafkaErrors.of(refused.error().code()),
                                refused.error().message());
                    }
                });
    }

    private static void describe(RequestContext context, Topic topic, CreatableTopicResult answer) {
        answer.setTopicId(TopicIds.toWire(topic.id()));
        if (!context.allows(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, topic.name())) {
            answer.setTopicConfigErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
            return;
        }
        answer.setNumPartitions(topic.partitionCount()).setReplicationFactor((short) 1);
        for (SettingState setting : context.broker().settings().topic(topic)) {
            answer.configs()
                    .add(new CreatableTopicConfigs()
                            .setName(setting.name())
                            .setValue(setting.value())
                            .setConfigSource(
                                    ConfigEntry.source(setting.origins().get(0).place())));
        }
    }

    private static void refuse(CreatableTopicResult answer, Errors error, String message) {
        answer.setErrorCode(error.code()).setErrorMessage(message);
    }

    @Override
    public CreateTopicsResponseData failed(RequestContext context, CreateTopicsRequestData request, Errors error) {
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        for (CreatableTopic wanted : request.topics()) {
            response.topics()
                    .add(new CreatableTopicResult()
                            .setName(wanted.name())
                            .setErrorCode(error.code())
                            .setErrorMessage(error.message()));
        }
        return response;
    }
}

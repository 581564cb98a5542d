package io.tailwater.tcp.api;

import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.VisibleTopics;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Members of consumer groups join, report, are told what to read, and leave, all by this (KIP-848). v1 subscribes with regular
 * expressions, and the client makes its id itself (KIP-1082).
 */
final class ConsumerGroupHeartbeatHandler
        implements ApiHandler<ConsumerGroupHeartbeatRequestData, ConsumerGroupHeartbeatResponseData> {

    private static final short FIRST_WITH_CLIENTS_ID = 1;

    @Override
    public ApiKeys api() {
        return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public ConsumerGroupHeartbeatRequestData decode(Readable body, short version) {
        return new ConsumerGroupHeartbeatRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        return GroupAccess.refusalToSubscribe(context, request.groupId(), request.subscribedTopicNames());
    }

    @Override
    public Future<ConsumerGroupHeartbeatResponseData> handle(
            RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        Optional<String> invalid = whyInvalid(request, context.version());
        if (invalid.isPresent()) {
            return Future.succeededFuture(
                    failed(context, request, Errors.INVALID_REQUEST).setErrorMessage(invalid.get()));
        }
        return context.broker()
                .groups()
                .consumerHeartbeat(heartbeat(context, request))
                .map(result -> {
                    if (result instanceof Result.Ok<ConsumerHeartbeatAnswer> ok) {
                        return answer(ok.value());
                    }
                    ConsumerGroupHeartbeatResponseData refused = failed(context, request, KafkaErrors.of(result));
                    return result instanceof Result.Refused<ConsumerHeartbeatAnswer> reason
                            ? refused.setErrorMessage(reason.error().message())
                            : refused;
                });
    }

    private static Optional<String> whyInvalid(ConsumerGroupHeartbeatRequestData request, short version) {
        boolean joins = request.memberEpoch() == ConsumerHeartbeat.JOIN;
        if (request.memberId().isEmpty() && (version >= FIRST_WITH_CLIENTS_ID || !joins)) {
            return Optional.of("MemberId can't be empty.");
        } else if (request.groupId().isEmpty()) {
            return Optional.of("GroupId can't be empty.");
        } else if (request.instanceId() != null && request.instanceId().isEmpty()) {
            return Optional.of("InstanceId can't be empty.");
        } else if (request.rackId() != null && request.rackId().isEmpty()) {
            return Optional.of("RackId can't be empty.");
        } else if (request.memberEpoch() < ConsumerHeartbeat.LEAVE_FOR_SOME_TIME) {
            return Optional.of("MemberEpoch is invalid.");
        } else if (request.memberEpoch() == ConsumerHeartbeat.LEAVE_FOR_SOME_TIME && request.instanceId() == null) {
            return Optional.of("InstanceId can't be null.");
        }
        return joins ? whyInvalidFirst(request) : Optional.empty();
    }

    private static Optional<String> whyInvalidFirst(ConsumerGroupHeartbeatRequestData request) {
        if (request.rebalanceTimeoutMs() == -1) {
            return Optional.of("RebalanceTimeoutMs must be provided in first request.");
        } else if (request.topicPartitions() == null
                || !request.topicPartitions().isEmpty()) {
            return Optional.of("TopicPartitions must be empty when (re-)joining.");
        } else if (request.subscribedTopicNames() == null && request.subscribedTopicRegex() == null) {
            return Optional.of(
                    "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.");
        }
        return Optional.empty();
    }

    private static ConsumerHeartbeat heartbeat(RequestContext context, ConsumerGroupHeartbeatRequestData request) {
        return new ConsumerHeartbeat(
                request.groupId(),
                request.memberId(),
                request.memberEpoch(),
                request.instanceId(),
                request.rackId(),
                request.rebalanceTimeoutMs(),
                request.subscribedTopicNames(),
                request.subscribedTopicRegex(),
                request.serverAssignor(),
                owned(request.topicPartitions()),
                context.clientId(),
                context.connection().clientHost(),
                new VisibleTopics(
                        context.broker().security().authorizer(),
                        context.connection().session()));
    }

    private static @Nullable Assignment owned(
            @Nullable List<ConsumerGroupHeartbeatRequestData.TopicPartitions> topics) {
        if (topics == null) {
            return null;
        }
        Assignment.Builder owned = new Assignment.Builder();
        for (ConsumerGroupHeartbeatRequestData.TopicPartitions topic : topics) {
            owned.add(
                    TopicIds.fromWire(topic.topicId()),
                    topic.partitions().stream().mapToInt(Integer::intValue).toArray());
        }
        return owned.build();
    }

    private static ConsumerGroupHeartbeatResponseData answer(ConsumerHeartbeatAnswer answer) {
        ConsumerGroupHeartbeatResponseData response = new ConsumerGroupHeartbeatResponseData()
                .setMemberId(answer.memberId())
                .setMemberEpoch(answer.memberEpoch())
                .setHeartbeatIntervalMs(answer.heartbeatIntervalMillis());
        if (answer.assigned() == null) {
            return response;
        }
        ConsumerGroupHeartbeatResponseData.Assignment assignment = new ConsumerGroupHeartbeatResponseData.Assignment();
        answer.assigned()
                .toMap()
                .forEach((topicId, partitions) -> assignment
                        .topicPartitions()
                        .add(new ConsumerGroupHeartbeatResponseData.TopicPartitions()
                                .setTopicId(TopicIds.toWire(topicId))
                                .setPartitions(partitions)));
        return response.setAssignment(assignment);
    }

    @Override
    public ConsumerGroupHeartbeatResponseData failed(
            RequestContext context, ConsumerGroupHeartbeatRequestData request, Errors error) {
        return new ConsumerGroupHeartbeatResponseData().setErrorCode(error.code());
    }
}

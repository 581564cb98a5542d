package io.tailwater.tcp.api;

import io.tailwater.core.group.ShareHeartbeat;
import io.tailwater.core.group.ShareHeartbeatAnswer;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.ShareMember;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/** Keeps a member of a share group alive, lets it come and go, and tells it what it may read (KIP-932). */
final class ShareGroupHeartbeatHandler
        implements ApiHandler<ShareGroupHeartbeatRequestData, ShareGroupHeartbeatResponseData> {

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_GROUP_HEARTBEAT;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 1);
    }

    @Override
    public ShareGroupHeartbeatRequestData decode(Readable body, short version) {
        return new ShareGroupHeartbeatRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, ShareGroupHeartbeatRequestData request) {
        return GroupAccess.refusalToSubscribe(context, request.groupId(), request.subscribedTopicNames());
    }

    @Override
    public Future<ShareGroupHeartbeatResponseData> handle(
            RequestContext context, ShareGroupHeartbeatRequestData request) {
        String refusal = refusal(request);
        if (refusal != null) {
            return Future.succeededFuture(
                    failed(context, request, Errors.INVALID_REQUEST).setErrorMessage(refusal));
        }
        return context.broker()
                .groups()
                .shareHeartbeat(new ShareHeartbeat(
                        request.groupId(),
                        request.memberId(),
                        request.memberEpoch(),
                        request.rackId(),
                        request.subscribedTopicNames(),
                        context.clientId(),
                        context.connection().clientHost()))
                .map(result -> result instanceof Result.Ok<ShareHeartbeatAnswer> ok
                        ? answer(request, ok.value())
                        : refused(context, request, (Result.Refused<ShareHeartbeatAnswer>) result));
    }

    private static @Nullable String refusal(ShareGroupHeartbeatRequestData request) {
        List<String> topics = request.subscribedTopicNames();
        if (request.groupId().isBlank()) {
            return "GroupId can't be empty.";
        }
        if (request.memberId().isBlank()) {
            return "MemberId can't be empty.";
        }
        if (!ShareMember.isValid(request.groupId(), request.memberId())
                || (request.rackId() != null && request.rackId().length() > ShareMember.MAX_LENGTH)) {
            return "GroupId, MemberId and RackId have at most " + ShareMember.MAX_LENGTH + " characters.";
        }
        if (request.rackId() != null && request.rackId().isBlank()) {
            return "RackId can't be empty.";
        }
        if (request.memberEpoch() < ShareHeartbeat.LEAVE_EPOCH) {
            return "MemberEpoch is less than -1.";
        }
        return request.memberEpoch() == ShareHeartbeat.JOIN_EPOCH && (topics == null || topics.isEmpty())
                ? "SubscribedTopicNames must be set in first request."
                : null;
    }

    private static ShareGroupHeartbeatResponseData answer(
            ShareGroupHeartbeatRequestData request, ShareHeartbeatAnswer answer) {
        ShareGroupHeartbeatResponseData response = new ShareGroupHeartbeatResponseData()
                .setMemberId(request.memberId())
                .setMemberEpoch(answer.memberEpoch())
                .setHeartbeatIntervalMs(answer.heartbeatMillis());
        Assignment assignment = answer.assignment();
        if (assignment == null) {
            return response;
        }
        ShareGroupHeartbeatResponseData.Assignment told = new ShareGroupHeartbeatResponseData.Assignment();
        assignment
                .toMap()
                .forEach((topicId, partitions) -> told.topicPartitions()
                        .add(new TopicPartitions()
                                .setTopicId(TopicIds.toWire(topicId))
                                .setPartitions(partitions)));
        return response.setAssignment(told);
    }

    private ShareGroupHeartbeatResponseData refused(
            RequestContext context,
            ShareGroupHeartbeatRequestData request,
            Result.Refused<ShareHeartbeatAnswer> refused) {
        return failed(context, request, KafkaErrors.of(refused))
                .setErrorMessage(refused.error().message());
    }

    @Override
    public ShareGroupHeartbeatResponseData failed(
            RequestContext context, ShareGroupHeartbeatRequestData request, Errors error) {
        return new ShareGroupHeartbeatResponseData().setErrorCode(error.code()).setErrorMessage(error.message());
    }
}

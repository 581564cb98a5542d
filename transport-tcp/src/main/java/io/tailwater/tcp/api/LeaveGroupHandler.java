package io.tailwater.tcp.api;

import io.tailwater.core.group.LeaveGroup;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;
import org.jspecify.annotations.Nullable;

/**
 * Takes members out of a classic group. v3 takes several, by member id or instance id, and answers each (KIP-345); before it,
 * what came of the one member is what came of the request. v5 adds the reason (KIP-800).
 */
final class LeaveGroupHandler implements ApiHandler<LeaveGroupRequestData, LeaveGroupResponseData> {

    private static final short FIRST_WITH_SEVERAL = 3;

    @Override
    public ApiKeys api() {
        return ApiKeys.LEAVE_GROUP;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 5);
    }

    @Override
    public LeaveGroupRequestData decode(Readable body, short version) {
        return new LeaveGroupRequestData(body, version);
    }

    @Override
    public Errors authorize(RequestContext context, LeaveGroupRequestData request) {
        return context.refusal(AclOperation.READ, ResourceType.GROUP, request.groupId());
    }

    @Override
    public Future<LeaveGroupResponseData> handle(RequestContext context, LeaveGroupRequestData request) {
        List<LeavingMember> leaving = leaving(context, request);
        return context.broker()
                .groups()
                .leave(new LeaveGroup(request.groupId(), leaving))
                .map(result -> answer(context, request, leaving, result));
    }

    private static List<LeavingMember> leaving(RequestContext context, LeaveGroupRequestData request) {
        if (context.version() < FIRST_WITH_SEVERAL) {
            return List.of(new LeavingMember(request.memberId(), null, null));
        }
        return request.members().stream()
                .map(member -> new LeavingMember(member.memberId(), member.groupInstanceId(), member.reason()))
                .toList();
    }

    private LeaveGroupResponseData answer(
            RequestContext context,
            LeaveGroupRequestData request,
            List<LeavingMember> leaving,
            Result<List<LeftMember>> result) {
        List<MemberResponse> members;
        if (result instanceof Result.Ok<List<LeftMember>> ok) {
            members = ok.value().stream()
                    .map(left -> member(left.memberId(), left.instanceId(), KafkaErrors.number(left.error())))
                    .toList();
        } else if (KafkaErrors.of(result) == Errors.UNKNOWN_MEMBER_ID) {
            // Of a group that is not there nobody is a member; as with Kafka, each one is told.
            members = leaving.stream()
                    .map(member -> member(member.memberId(), member.instanceId(), Errors.UNKNOWN_MEMBER_ID.code()))
                    .toList();
        } else {
            return failed(context, request, KafkaErrors.of(result));
        }
        return context.version() < FIRST_WITH_SEVERAL
                ? new LeaveGroupResponseData().setErrorCode(members.get(0).errorCode())
                : new LeaveGroupResponseData().setMembers(members);
    }

    private static MemberResponse member(String memberId, @Nullable String instanceId, short errorCode) {
        return new MemberResponse()
                .setMemberId(memberId)
                .setGroupInstanceId(instanceId)
                .setErrorCode(errorCode);
    }

    @Override
    public LeaveGroupResponseData failed(RequestContext context, LeaveGroupRequestData request, Errors error) {
        return new LeaveGroupResponseData().setErrorCode(error.code());
    }
}

package io.tailwater.tcp.api;

import io.tailwater.core.group.DescribedGroup;
import io.tailwater.core.group.DescribedGroup.DescribedMember;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.tcp.wire.KafkaErrors;
import io.vertx.core.Future;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/**
 * Tells everything about some classic groups. v3 can tell what the client may do (KIP-430), v4 tells instance ids (KIP-345),
 * v6 says of a group that is not there that it is not (KIP-1043); before, it is dead.
 */
final class DescribeGroupsHandler implements ApiHandler<DescribeGroupsRequestData, DescribeGroupsResponseData> {

    private static final short FIRST_WITH_NOT_FOUND = 6;

    @Override
    public ApiKeys api() {
        return ApiKeys.DESCRIBE_GROUPS;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 6);
    }

    @Override
    public DescribeGroupsRequestData decode(Readable body, short version) {
        return new DescribeGroupsRequestData(body, version);
    }

    @Override
    public Future<DescribeGroupsResponseData> handle(RequestContext context, DescribeGroupsRequestData request) {
        DescribeGroupsResponseData response = new DescribeGroupsResponseData();
        List<String> allowed = GroupAccess.allowed(
                context,
                AclOperation.DESCRIBE,
                request.groups(),
                groupId -> response.groups().add(refused(groupId, Errors.GROUP_AUTHORIZATION_FAILED)));
        return context.broker().groups().describe(allowed).map(answers -> {
            for (GroupAnswer<DescribedGroup> answer : answers) {
                if (answer.result() instanceof Result.Ok<DescribedGroup> ok) {
                    response.groups().add(described(context, ok.value(), request.includeAuthorizedOperations()));
                } else if (answer.result() instanceof Result.Refused<DescribedGroup> refused) {
                    response.groups().add(refused(context, answer.groupId(), refused.error()));
                }
            }
            return response;
        });
    }

    private static DescribeGroupsResponseData.DescribedGroup described(
            RequestContext context, DescribedGroup group, boolean includeAuthorizedOperations) {
        DescribeGroupsResponseData.DescribedGroup answer = new DescribeGroupsResponseData.DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state().text())
                .setProtocolType(group.protocolType())
                .setProtocolData(group.protocolName());
        for (DescribedMember member : group.members()) {
            answer.members()
                    .add(new DescribedGroupMember()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setMemberMetadata(member.metadata().array())
                            .setMemberAssignment(member.assignment().array()));
        }
        return includeAuthorizedOperations
                ? answer.setAuthorizedOperations(AuthorizedOperations.group(context, group.groupId()))
                : answer;
    }

    private static DescribeGroupsResponseData.DescribedGroup refused(
            RequestContext context, String groupId, BrokerError error) {
        DescribeGroupsResponseData.DescribedGroup answer =
                new DescribeGroupsResponseData.DescribedGroup().setGroupId(groupId);
        boolean notFound = error.code() == ErrorCode.GROUP_ID_NOT_FOUND;
        if (notFound) {
            answer.setGroupState(GroupState.DEAD.text());
        }
        if (context.version() >= FIRST_WITH_NOT_FOUND) {
            answer.setErrorMessage(error.message());
        } else if (notFound) {
            return answer;
        }
        return answer.setErrorCode(KafkaErrors.number(error));
    }

    @Override
    public DescribeGroupsResponseData failed(RequestContext context, DescribeGroupsRequestData request, Errors error) {
        DescribeGroupsResponseData response = new DescribeGroupsResponseData();
        for (String groupId : request.groups()) {
            response.groups().add(refused(groupId, error));
        }
        return response;
    }

    private static DescribeGroupsResponseData.DescribedGroup refused(String groupId, Errors error) {
        return new DescribeGroupsResponseData.DescribedGroup()
                .setGroupId(groupId)
                .setErrorCode(error.code());
    }
}

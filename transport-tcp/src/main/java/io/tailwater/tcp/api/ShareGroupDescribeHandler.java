package io.tailwater.tcp.api;

import io.tailwater.core.group.DescribedShareGroup;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells who is in some share groups, and what they may read (KIP-932). */
final class ShareGroupDescribeHandler
        implements ApiHandler<ShareGroupDescribeRequestData, ShareGroupDescribeResponseData> {

    private static final String ASSIGNOR = "simple";

    @Override
    public ApiKeys api() {
        return ApiKeys.SHARE_GROUP_DESCRIBE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(1, 1);
    }

    @Override
    public ShareGroupDescribeRequestData decode(Readable body, short version) {
        return new ShareGroupDescribeRequestData(body, version);
    }

    @Override
    public Future<ShareGroupDescribeResponseData> handle(
            RequestContext context, ShareGroupDescribeRequestData request) {
        ShareGroupDescribeResponseData response = new ShareGroupDescribeResponseData();
        List<String> allowed = GroupAccess.allowed(
                context,
                AclOperation.DESCRIBE,
                request.groupIds(),
                groupId -> response.groups().add(refused(groupId, Errors.GROUP_AUTHORIZATION_FAILED)));
        return context.broker().groups().describeShare(allowed).map(answers -> {
            for (GroupAnswer<DescribedShareGroup> answer : answers) {
                if (answer.result() instanceof Result.Ok<DescribedShareGroup> ok) {
                    DescribedGroup group = described(context, ok.value());
                    response.groups()
                            .add(
                                    request.includeAuthorizedOperations()
                                            ? group.setAuthorizedOperations(
                                                    AuthorizedOperations.group(context, group.groupId()))
                                            : group);
                } else if (answer.result() instanceof Result.Refused<DescribedShareGroup> refused) {
                    response.groups().add(refused(answer.groupId(), refused.error()));
                }
            }
            return response;
        });
    }

    private static boolean hidden(RequestContext context, Collection<String> topics) {
        return topics.stream().anyMatch(topic -> !context.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, topic));
    }

    private static DescribedGroup described(RequestContext context, DescribedShareGroup group) {
        TopicCatalog topics = context.broker().topics();
        if (group.members().stream().anyMatch(member -> hidden(context, member.topics()))) {
            // With what they subscribe to the members would tell of topics that are not to be seen.
            return refused(group.groupId(), Errors.TOPIC_AUTHORIZATION_FAILED);
        }
        DescribedGroup answer = new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state().text())
                .setGroupEpoch(group.epoch())
                .setAssignmentEpoch(group.assignmentEpoch())
                .setAssignorName(ASSIGNOR);
        for (DescribedShareGroup.DescribedMember member : group.members()) {
            answer.members()
                    .add(new Member()
                            .setMemberId(member.memberId())
                            .setRackId(member.rackId())
                            .setMemberEpoch(member.epoch())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setSubscribedTopicNames(List.copyOf(member.topics()))
                            .setAssignment(assignment(member.assigned(), topics)));
        }
        return answer;
    }

    private static Assignment assignment(io.tailwater.core.group.assign.Assignment assigned, TopicCatalog topics) {
        Assignment answer = new Assignment();
        assigned.toMap().forEach((topicId, partitions) -> {
            Topic topic = topics.find(topicId);
            if (topic != null) {
                answer.topicPartitions()
                        .add(new TopicPartitions()
                                .setTopicId(TopicIds.toWire(topicId))
                                .setTopicName(topic.name())
                                .setPartitions(partitions));
            }
        });
        return answer;
    }

    private static DescribedGroup refused(String groupId, BrokerError error) {
        DescribedGroup answer = new DescribedGroup()
                .setGroupId(groupId)
                .setErrorCode(KafkaErrors.number(error))
                .setErrorMessage(error.message());
        return error.code() == ErrorCode.GROUP_ID_NOT_FOUND ? answer.setGroupState(GroupState.DEAD.text()) : answer;
    }

    private static DescribedGroup refused(String groupId, Errors error) {
        return new DescribedGroup()
                .setGroupId(groupId)
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }

    @Override
    public ShareGroupDescribeResponseData failed(
            RequestContext context, ShareGroupDescribeRequestData request, Errors error) {
        ShareGroupDescribeResponseData response = new ShareGroupDescribeResponseData();
        request.groupIds()
                .forEach(groupId -> response.groups()
                        .add(new DescribedGroup().setGroupId(groupId).setErrorCode(error.code())));
        return response;
    }
}

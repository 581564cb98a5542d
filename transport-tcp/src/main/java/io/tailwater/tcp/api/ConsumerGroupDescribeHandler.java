package io.tailwater.tcp.api;

import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.Result;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.tcp.wire.KafkaErrors;
import io.tailwater.tcp.wire.TopicIds;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.Readable;

/** Tells everything about some consumer groups (KIP-848). v1 tells which protocol each member speaks (KIP-1099). */
final class ConsumerGroupDescribeHandler
        implements ApiHandler<ConsumerGroupDescribeRequestData, ConsumerGroupDescribeResponseData> {

    private static final byte CLASSIC_MEMBER = 0;
    private static final byte CONSUMER_MEMBER = 1;

    @Override
    public ApiKeys api() {
        return ApiKeys.CONSUMER_GROUP_DESCRIBE;
    }

    @Override
    public VersionRange versions() {
        return VersionRange.of(0, 1);
    }

    @Override
    public ConsumerGroupDescribeRequestData decode(Readable body, short version) {
        return new ConsumerGroupDescribeRequestData(body, version);
    }

    @Override
    public Future<ConsumerGroupDescribeResponseData> handle(
            RequestContext context, ConsumerGroupDescribeRequestData request) {
        ConsumerGroupDescribeResponseData response = new ConsumerGroupDescribeResponseData();
        List<String> allowed = GroupAccess.allowed(
                context,
                AclOperation.DESCRIBE,
                request.groupIds(),
                groupId -> response.groups().add(refused(groupId, Errors.GROUP_AUTHORIZATION_FAILED)));
        return context.broker().groups().describeConsumers(allowed).map(answers -> {
            for (GroupAnswer<DescribedConsumerGroup> answer : answers) {
                if (answer.result() instanceof Result.Ok<DescribedConsumerGroup> ok) {
                    DescribedGroup group = described(context, ok.value());
                    response.groups()
                            .add(
                                    request.includeAuthorizedOperations()
                                            ? group.setAuthorizedOperations(
                                                    AuthorizedOperations.group(context, group.groupId()))
                                            : group);
                } else if (answer.result() instanceof Result.Refused<DescribedConsumerGroup> refused) {
                    response.groups()
                            .add(new DescribedGroup()
                                    .setGroupId(answer.groupId())
                                    .setErrorCode(KafkaErrors.number(refused.error()))
                                    .setErrorMessage(refused.error().message()));
                }
            }
            return response;
        });
    }

    /** Whether a member tells of topics that are not to be seen: those it subscribes to by name, or has by whatever means. */
    private static boolean tellsTooMuch(RequestContext context, Member member) {
        TopicAccess access = TopicAccess.of(context, AclOperation.DESCRIBE);
        return !access.everything()
                && Stream.concat(
                                member.subscribedTopicNames().stream(),
                                Stream.of(member.assignment(), member.targetAssignment())
                                        .flatMap(assignment -> assignment.topicPartitions().stream())
                                        .map(TopicPartitions::topicName))
                        .anyMatch(topic -> !context.allows(AclOperation.DESCRIBE, ResourceType.TOPIC, topic));
    }

    private static DescribedGroup described(RequestContext context, DescribedConsumerGroup group) {
        TopicCatalog topics = context.broker().topics();
        DescribedGroup answer = new DescribedGroup()
                .setGroupId(group.groupId())
                .setGroupState(group.state().text())
                .setGroupEpoch(group.epoch())
                .setAssignmentEpoch(group.assignmentEpoch())
                .setAssignorName(group.assignor());
        for (DescribedConsumerGroup.Member member : group.members()) {
            answer.members()
                    .add(new Member()
                            .setMemberId(member.memberId())
                            .setInstanceId(member.instanceId())
                            .setRackId(member.rackId())
                            .setMemberEpoch(member.epoch())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setSubscribedTopicNames(List.copyOf(member.topics()))
                            .setSubscribedTopicRegex(member.expression())
                            .setAssignment(named(member.assigned(), topics))
                            .setTargetAssignment(named(member.target(), topics))
                            .setMemberType(member.classic() ? CLASSIC_MEMBER : CONSUMER_MEMBER));
        }
        return answer.members().stream().anyMatch(member -> tellsTooMuch(context, member))
                ? refused(group.groupId(), Errors.TOPIC_AUTHORIZATION_FAILED)
                : answer;
    }

    /** Topics that are gone have no name to tell them by. */
    private static ConsumerGroupDescribeResponseData.Assignment named(Assignment assignment, TopicCatalog topics) {
        ConsumerGroupDescribeResponseData.Assignment answer = new ConsumerGroupDescribeResponseData.Assignment();
        assignment.toMap().forEach((topicId, partitions) -> {
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

    private static DescribedGroup refused(String groupId, Errors error) {
        return new DescribedGroup()
                .setGroupId(groupId)
                .setErrorCode(error.code())
                .setErrorMessage(error.message());
    }

    @Override
    public ConsumerGroupDescribeResponseData failed(
            RequestContext context, ConsumerGroupDescribeRequestData request, Errors error) {
        ConsumerGroupDescribeResponseData response = new ConsumerGroupDescribeResponseData();
        request.groupIds()
                .forEach(groupId -> response.groups()
                        .add(new DescribedGroup().setGroupId(groupId).setErrorCode(error.code())));
        return response;
    }
}

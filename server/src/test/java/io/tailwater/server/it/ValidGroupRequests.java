package io.tailwater.server.it;

import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopicCollection;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/** Requests about a group that mean something to the broker, to be spoilt. Stateless. */
final class ValidGroupRequests {

    private static final String GROUP = "mutated-group";

    private ValidGroupRequests() {}

    /** The request of one of the APIs of groups, or null for others. */
    static @Nullable ApiMessage of(ApiKeys api, int version) {
        return switch (api) {
            case FIND_COORDINATOR -> findCoordinator(version);
            case JOIN_GROUP -> join();
            case SYNC_GROUP -> sync(version);
            case HEARTBEAT -> new HeartbeatRequestData().setGroupId(GROUP).setMemberId("member");
            case LEAVE_GROUP -> leave(version);
            case OFFSET_COMMIT -> commit();
            case OFFSET_FETCH -> fetch(version);
            case OFFSET_DELETE -> deleteOffsets();
            case LIST_GROUPS -> list(version);
            case DESCRIBE_GROUPS -> new DescribeGroupsRequestData().setGroups(List.of(GROUP));
            case DELETE_GROUPS -> new DeleteGroupsRequestData().setGroupsNames(List.of(GROUP));
            case CONSUMER_GROUP_HEARTBEAT -> consumerHeartbeat(version);
            case CONSUMER_GROUP_DESCRIBE -> new ConsumerGroupDescribeRequestData().setGroupIds(List.of(GROUP));
            default -> null;
        };
    }

    private static ApiMessage consumerHeartbeat(int version) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(GROUP + "-of-consumers")
                .setMemberId("member")
                .setRebalanceTimeoutMs(6_000)
                .setSubscribedTopicNames(List.of(ValidRequests.TOPIC))
                .setSubscribedTopicRegex(version < 1 ? null : "a.*|b{2}")
                .setTopicPartitions(List.of());
    }

    private static ApiMessage findCoordinator(int version) {
        FindCoordinatorRequestData request = new FindCoordinatorRequestData();
        return version < 4 ? request.setKey(GROUP) : request.setCoordinatorKeys(List.of(GROUP, "other"));
    }

    private static ApiMessage join() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[20]));
        return new JoinGroupRequestData()
                .setGroupId(GROUP)
                .setSessionTimeoutMs(6_000)
                .setRebalanceTimeoutMs(6_000)
                .setProtocolType("consumer")
                .setProtocols(protocols);
    }

    private static ApiMessage leave(int version) {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(GROUP);
        return version < 3
                ? request.setMemberId("member")
                : request.setMembers(List.of(new MemberIdentity().setMemberId("member")));
    }

    private static ApiMessage list(int version) {
        return new ListGroupsRequestData().setStatesFilter(version < 4 ? List.of() : List.of("Stable"));
    }

    private static ApiMessage sync(int version) {
        return new SyncGroupRequestData()
                .setProtocolType(version < 5 ? null : "consumer")
                .setProtocolName(version < 5 ? null : "range")
                .setGroupId(GROUP)
                .setMemberId("member")
                .setGenerationId(1)
                .setAssignments(List.of(
                        new SyncGroupRequestAssignment().setMemberId("member").setAssignment(new byte[20])));
    }

    private static ApiMessage commit() {
        OffsetCommitRequestPartition partition =
                new OffsetCommitRequestPartition().setCommittedOffset(1).setCommittedMetadata("note");
        return new OffsetCommitRequestData()
                .setGroupId(GROUP)
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName(ValidRequests.TOPIC)
                        .setPartitions(List.of(partition))));
    }

    private static ApiMessage fetch(int version) {
        if (version < 8) {
            OffsetFetchRequestTopic topic =
                    new OffsetFetchRequestTopic().setName(ValidRequests.TOPIC).setPartitionIndexes(List.of(0));
            return new OffsetFetchRequestData().setGroupId(GROUP).setTopics(List.of(topic));
        }
        OffsetFetchRequestTopics topic =
                new OffsetFetchRequestTopics().setName(ValidRequests.TOPIC).setPartitionIndexes(List.of(0));
        OffsetFetchRequestGroup group =
                new OffsetFetchRequestGroup().setGroupId(GROUP).setTopics(List.of(topic));
        return new OffsetFetchRequestData().setGroups(List.of(group));
    }

    private static ApiMessage deleteOffsets() {
        OffsetDeleteRequestTopicCollection topics = new OffsetDeleteRequestTopicCollection();
        topics.add(new OffsetDeleteRequestTopic()
                .setName(ValidRequests.TOPIC)
                .setPartitions(List.of(new OffsetDeleteRequestPartition().setPartitionIndex(0))));
        return new OffsetDeleteRequestData().setGroupId(GROUP).setTopics(topics);
    }
}

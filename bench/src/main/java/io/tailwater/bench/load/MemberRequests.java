package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchApi;
import io.tailwater.bench.wire.RequestFrames;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;

/**
 * The requests of one member, about as large as those of a consumer of one topic. Owned by its connection.
 *
 * <p>Heartbeat and commit are encoded once a generation and sent again, the commit with another offset.
 */
final class MemberRequests {

    private static final int SESSION_TIMEOUT_MILLIS = 30_000;
    private static final int REBALANCE_TIMEOUT_MILLIS = 60_000;
    private static final int SUBSCRIPTION_BYTES = 40;
    private static final int ASSIGNMENT_BYTES = 40;
    private static final long MARK = 0x7A11_3A7E_7A11_3A7EL;

    private final String groupId;
    private final String topic;
    private final int partition;
    private ByteBuffer heartbeat = ByteBuffer.allocate(0);
    private ByteBuffer commit = ByteBuffer.allocate(0);
    private int offsetAt;
    private long offset;

    MemberRequests(String groupId, String topic, int partition) {
        this.groupId = groupId;
        this.topic = topic;
        this.partition = partition;
    }

    ByteBuffer join(String memberId) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setSessionTimeoutMs(SESSION_TIMEOUT_MILLIS)
                .setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MILLIS)
                .setProtocolType("consumer");
        request.protocols()
                .add(new JoinGroupRequestProtocol().setName("bench").setMetadata(new byte[SUBSCRIPTION_BYTES]));
        return RequestFrames.encode(BenchApi.JOIN_GROUP, 0, request);
    }

    /** @param members everybody, from the leader; empty from others */
    ByteBuffer sync(String memberId, int generation, List<JoinGroupResponseMember> members) {
        List<SyncGroupRequestAssignment> assignments = members.stream()
                .map(member -> new SyncGroupRequestAssignment()
                        .setMemberId(member.memberId())
                        .setAssignment(new byte[ASSIGNMENT_BYTES]))
                .toList();
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setGenerationId(generation)
                .setAssignments(assignments);
        return RequestFrames.encode(BenchApi.SYNC_GROUP, 0, request);
    }

    /** Prepares {@link #heartbeat} and {@link #commit} for a generation. */
    void begin(String memberId, int generation) {
        heartbeat = RequestFrames.encode(
                BenchApi.HEARTBEAT,
                0,
                new HeartbeatRequestData()
                        .setGroupId(groupId)
                        .setMemberId(memberId)
                        .setGenerationId(generation));
        commit = RequestFrames.encode(
                BenchApi.OFFSET_COMMIT,
                0,
                new OffsetCommitRequestData()
                        .setGroupId(groupId)
                        .setMemberId(memberId)
                        .setGenerationIdOrMemberEpoch(generation)
                        .setTopics(List.of(new OffsetCommitRequestTopic()
                                .setName(topic)
                                .setPartitions(List.of(new OffsetCommitRequestPartition()
                                        .setPartitionIndex(partition)
                                        .setCommittedOffset(MARK)
                                        .setCommittedMetadata(""))))));
        offsetAt = commit.limit() - Long.BYTES;
        while (commit.getLong(offsetAt) != MARK) {
            offsetAt--;
        }
    }

    ByteBuffer heartbeat() {
        return heartbeat.rewind();
    }

    ByteBuffer commit() {
        offset++;
        return commit.putLong(offsetAt, offset).rewind();
    }
}

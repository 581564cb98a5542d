package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.ErrorCode;
import java.util.List;

/** A consumer of the new protocol that does what it is told, unless a test has it do otherwise. Used by one thread. */
final class Consumer {

    private final GroupsUnderTest groups;
    private final String groupId;
    String memberId;
    private String instanceId;
    private String rackId;
    private String assignor;
    private List<String> topics = List.of("t");
    private String expression = "";
    private int rebalanceMillis = 60_000;

    int epoch;
    Assignment owned = Assignment.NONE;

    Consumer(GroupsUnderTest groups, String groupId, String memberId) {
        this.groups = groups;
        this.groupId = groupId;
        this.memberId = memberId;
    }

    Consumer instance(String name) {
        instanceId = name;
        return this;
    }

    Consumer assignor(String name) {
        assignor = name;
        return this;
    }

    Consumer subscribing(String... names) {
        topics = List.of(names);
        return this;
    }

    Consumer matching(String regularExpression) {
        topics = List.of();
        expression = regularExpression;
        return this;
    }

    Consumer rebalanceMillis(int millis) {
        rebalanceMillis = millis;
        return this;
    }

    /** Why it is refused when it reports this epoch, and that it has nothing. */
    ErrorCode refusal(int memberEpoch) {
        return report(memberEpoch, Assignment.NONE).errorCode();
    }

    /** Reports everything, with this epoch and these partitions, and does nothing about the answer. */
    Answer<ConsumerHeartbeatAnswer> report(int memberEpoch, Assignment has) {
        ConsumerHeartbeat heartbeat = new ConsumerHeartbeat(
                groupId,
                memberId,
                memberEpoch,
                instanceId,
                rackId,
                rebalanceMillis,
                topics,
                expression,
                assignor,
                has,
                "client",
                "/127.0.0.1",
                groups.rights().visible());
        return groups.coordinator().ask((state, reply, output) -> state.consumerHeartbeat(heartbeat, reply, output));
    }

    /** Says only that it is there. */
    Answer<ConsumerHeartbeatAnswer> reportNothing() {
        ConsumerHeartbeat heartbeat = new ConsumerHeartbeat(
                groupId,
                memberId,
                epoch,
                instanceId,
                null,
                -1,
                null,
                null,
                null,
                null,
                "client",
                "/127.0.0.1",
                groups.rights().visible());
        return groups.coordinator().ask((state, reply, output) -> state.consumerHeartbeat(heartbeat, reply, output));
    }

    /** Joins, as one that has nothing. */
    Consumer join() {
        owned = Assignment.NONE;
        take(report(ConsumerHeartbeat.JOIN, owned).value());
        return this;
    }

    /** Reports, and takes over what it is told: it gives up what it has to at once. */
    Consumer beat() {
        take(report(epoch, owned).value());
        return this;
    }

    /** As {@link #beat}, but joins anew when it is fenced; nothing happens when the answer does not come. */
    void turn() {
        Answer<ConsumerHeartbeatAnswer> answer = report(epoch, owned);
        groups.coordinator().flush();
        if (answer.hasValue()) {
            take(answer.value());
        } else if (answer.isGiven() && answer.errorCode() != ErrorCode.COORDINATOR_NOT_AVAILABLE) {
            owned = Assignment.NONE;
            epoch = ConsumerHeartbeat.JOIN;
        }
    }

    private void take(ConsumerHeartbeatAnswer answer) {
        memberId = answer.memberId();
        epoch = answer.memberEpoch();
        if (answer.assigned() != null) {
            owned = answer.assigned();
        }
    }

    Answer<ConsumerHeartbeatAnswer> leave() {
        Answer<ConsumerHeartbeatAnswer> answer =
                report(instanceId == null ? ConsumerHeartbeat.LEAVE : ConsumerHeartbeat.LEAVE_FOR_SOME_TIME, null);
        owned = Assignment.NONE;
        epoch = ConsumerHeartbeat.JOIN;
        return answer;
    }

    Answer<ConsumerHeartbeatAnswer> leaveForGood() {
        return report(ConsumerHeartbeat.LEAVE, null);
    }

    MemberClaim claim() {
        return new MemberClaim(memberId, null, epoch);
    }

    /** Commits for a partition of topic {@code t}, in some epoch; the error of the whole or of the partition, or null. */
    ErrorCode commit(int memberEpoch, int partition) {
        Answer<List<TopicPartitions<PartitionAnswer>>> answer = groups.commit(new CommitOffsets(
                groupId,
                new MemberClaim(memberId, null, memberEpoch),
                null,
                CommitOffsets.DEFAULT_RETENTION,
                List.of(new TopicPartitions<>(
                        "t", TopicPartitions.NO_ID, List.of(new NewOffset(partition, 7, 0, ""))))));
        if (answer.isRefused()) {
            return answer.errorCode();
        }
        PartitionAnswer partitionAnswer = answer.value().get(0).partitions().get(0);
        return partitionAnswer.error() == null ? null : partitionAnswer.error().code();
    }
}

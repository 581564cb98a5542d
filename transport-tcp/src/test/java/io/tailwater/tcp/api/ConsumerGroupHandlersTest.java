package io.tailwater.tcp.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.GroupAnswer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** That members of consumer groups are asked for, and told, what they mean in every version, and refused as Kafka does. */
class ConsumerGroupHandlersTest {

    private static final UUID TOPIC = new UUID(1, 2);
    private static final Uuid WIRE_TOPIC = new Uuid(1, 2);

    private final GroupExchange<ConsumerGroupHeartbeatRequestData, ConsumerGroupHeartbeatResponseData> heartbeats =
            GroupExchange.with(new ConsumerGroupHeartbeatHandler());
    private final GroupExchange<ConsumerGroupDescribeRequestData, ConsumerGroupDescribeResponseData> descriptions =
            GroupExchange.with(new ConsumerGroupDescribeHandler());

    @Test
    void asksForWhatTheMemberSaysAndTellsItWhatToRead() {
        heartbeats
                .groups()
                .answer(Result.ok(new ConsumerHeartbeatAnswer("member", 7, 5_000, Assignment.of(TOPIC, 1, 0))));
        for (int version = 0; version <= 1; version++) {
            ConsumerGroupHeartbeatRequestData request = joining()
                    .setMemberEpoch(6)
                    .setInstanceId("instance")
                    .setRackId("rack")
                    .setServerAssignor("range")
                    .setSubscribedTopicRegex(version < 1 ? null : "a.*")
                    .setTopicPartitions(
                            List.of(new TopicPartitions().setTopicId(WIRE_TOPIC).setPartitions(List.of(3, 2))));

            ConsumerGroupHeartbeatResponseData answer = heartbeats.ask(version, request);

            ConsumerHeartbeat asked = heartbeats.asked(ConsumerHeartbeat.class);
            assertThat(asked)
                    .isEqualTo(new ConsumerHeartbeat(
                            "readers",
                            "member",
                            6,
                            "instance",
                            "rack",
                            60_000,
                            List.of("t"),
                            version < 1 ? null : "a.*",
                            "range",
                            Assignment.of(TOPIC, 2, 3),
                            asked.clientId(),
                            asked.clientHost(),
                            asked.visible()));
            assertThat(answer)
                    .isEqualTo(new ConsumerGroupHeartbeatResponseData()
                            .setMemberId("member")
                            .setMemberEpoch(7)
                            .setHeartbeatIntervalMs(5_000)
                            .setAssignment(new ConsumerGroupHeartbeatResponseData.Assignment()
                                    .setTopicPartitions(List.of(new ConsumerGroupHeartbeatResponseData.TopicPartitions()
                                            .setTopicId(WIRE_TOPIC)
                                            .setPartitions(List.of(0, 1))))));
        }
    }

    @Test
    void saysNothingOfAnAssignmentThatHasNotChanged() {
        heartbeats.groups().answer(Result.ok(new ConsumerHeartbeatAnswer("member", 7, 5_000, null)));
        ConsumerGroupHeartbeatResponseData answer = heartbeats.ask(
                1,
                new ConsumerGroupHeartbeatRequestData()
                        .setGroupId("readers")
                        .setMemberId("member")
                        .setMemberEpoch(7)
                        .setSubscribedTopicNames(null)
                        .setTopicPartitions(null));

        assertThat(answer.assignment()).isNull();
        assertThat(heartbeats.asked(ConsumerHeartbeat.class).isFull()).isFalse();
        assertThat(heartbeats.asked(ConsumerHeartbeat.class).owned()).isNull();
    }

    @Test
    void refusesWhatMeansNothing() {
        refuses(1, request -> request.setMemberId(""), "MemberId can't be empty.");
        refuses(0, request -> request.setMemberId("").setMemberEpoch(1), "MemberId can't be empty.");
        refuses(1, request -> request.setGroupId(""), "GroupId can't be empty.");
        refuses(1, request -> request.setInstanceId(""), "InstanceId can't be empty.");
        refuses(1, request -> request.setRackId(""), "RackId can't be empty.");
        refuses(1, request -> request.setMemberEpoch(-3), "MemberEpoch is invalid.");
        refuses(1, request -> request.setMemberEpoch(-2), "InstanceId can't be null.");
        refuses(
                1,
                request -> request.setRebalanceTimeoutMs(-1),
                "RebalanceTimeoutMs must be provided in first request.");
        refuses(1, request -> request.setTopicPartitions(null), "TopicPartitions must be empty when (re-)joining.");
        refuses(
                1,
                request -> request.setSubscribedTopicNames(null),
                "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.");
        assertThat(heartbeats.groups().asked()).isEmpty();
    }

    private void refuses(int version, Consumer<ConsumerGroupHeartbeatRequestData> spoil, String why) {
        ConsumerGroupHeartbeatRequestData request = joining();
        spoil.accept(request);
        ConsumerGroupHeartbeatResponseData answer = heartbeats.ask(version, request);
        assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(answer.errorMessage()).isEqualTo(why);
    }

    @Test
    void aClientOfVersion0MayHaveItsIdMadeHere() {
        heartbeats.groups().answer(Result.ok(new ConsumerHeartbeatAnswer("made", 1, 5_000, Assignment.NONE)));
        assertThat(heartbeats.ask(0, joining().setMemberId("")).memberId()).isEqualTo("made");
    }

    @Test
    void passesOnWhyAMemberIsRefused() {
        for (ErrorCode code : List.of(
                ErrorCode.FENCED_MEMBER_EPOCH,
                ErrorCode.UNKNOWN_MEMBER_ID,
                ErrorCode.UNRELEASED_INSTANCE_ID,
                ErrorCode.UNSUPPORTED_ASSIGNOR,
                ErrorCode.INVALID_REGULAR_EXPRESSION)) {
            heartbeats.groups().refuse(code);
            ConsumerGroupHeartbeatResponseData answer = heartbeats.ask(1, joining());
            assertThat(Errors.forCode(answer.errorCode()).name()).isEqualTo(code.name());
            assertThat(answer.errorMessage()).isEqualTo("scripted");
        }
        assertThat(heartbeats.failed(1, joining(), Errors.UNKNOWN_SERVER_ERROR).errorCode())
                .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    private static ConsumerGroupHeartbeatRequestData joining() {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId("readers")
                .setMemberId("member")
                .setRebalanceTimeoutMs(60_000)
                .setSubscribedTopicNames(List.of("t"))
                .setTopicPartitions(List.of());
    }

    @Test
    void describesGroupsInEveryVersion() {
        DescribedConsumerGroup.Member member = new DescribedConsumerGroup.Member(
                "member",
                "instance",
                "rack",
                3,
                "client",
                "/192.0.2.7",
                Set.of("t"),
                "a.*",
                Assignment.of(TOPIC, 0),
                Assignment.NONE,
                true);
        descriptions
                .groups()
                .answer(List.of(
                        new GroupAnswer<>(
                                "readers",
                                Result.ok(new DescribedConsumerGroup(
                                        "readers", GroupState.RECONCILING, 4, 3, "uniform", List.of(member)))),
                        new GroupAnswer<>("gone", Result.refused(ErrorCode.GROUP_ID_NOT_FOUND, "There is none"))));
        for (int version = 0; version <= 1; version++) {
            ConsumerGroupDescribeRequestData request =
                    new ConsumerGroupDescribeRequestData().setGroupIds(List.of("readers", "gone"));
            List<ConsumerGroupDescribeResponseData.DescribedGroup> groups =
                    descriptions.ask(version, request).groups();

            assertThat(groups.get(0))
                    .isEqualTo(new ConsumerGroupDescribeResponseData.DescribedGroup()
                            .setGroupId("readers")
                            .setGroupState("Reconciling")
                            .setGroupEpoch(4)
                            .setAssignmentEpoch(3)
                            .setAssignorName("uniform")
                            .setMembers(List.of(new ConsumerGroupDescribeResponseData.Member()
                                    .setMemberId("member")
                                    .setInstanceId("instance")
                                    .setRackId("rack")
                                    .setMemberEpoch(3)
                                    .setClientId("client")
                                    .setClientHost("/192.0.2.7")
                                    .setSubscribedTopicNames(List.of("t"))
                                    .setSubscribedTopicRegex("a.*")
                                    .setMemberType((byte) (version < 1 ? -1 : 0)))));
            assertThat(groups.get(1).errorCode()).isEqualTo(Errors.GROUP_ID_NOT_FOUND.code());
            assertThat(groups.get(1).errorMessage()).isEqualTo("There is none");
            assertThat(descriptions
                            .failed(version, request, Errors.UNKNOWN_SERVER_ERROR)
                            .groups())
                    .extracting(ConsumerGroupDescribeResponseData.DescribedGroup::errorCode)
                    .containsOnly(Errors.UNKNOWN_SERVER_ERROR.code());
        }
    }
}

package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.ConsumerGroupsConfig;
import io.tailwater.core.coordinator.FieldWriter;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.DescribedConsumerGroup;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Groups that go from one protocol to the other while they are in use (KIP-848). */
class MigrationTest {

    private final GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.promptConsumers());
    private final UUID topicId = groups.topic("t").id();

    private GroupState state(GroupsUnderTest of) {
        return of.coordinator().state().stateOf("g");
    }

    /** What a leader of consumers assigns. */
    private static OpaqueBytes assignment(int... partitions) {
        FieldWriter fields = new FieldWriter(64).int16(1).int32(1).string("t").int32(partitions.length);
        for (int partition : partitions) {
            fields.int32(partition);
        }
        return bytes(fields.int32(-1));
    }

    /** What a consumer says that subscribes to topic {@code t} and has some of its partitions. */
    private static OpaqueBytes owning(int... partitions) {
        FieldWriter fields = new FieldWriter(64).int16(1).int32(1).string("t").int32(-1);
        fields.int32(1).string("t").int32(partitions.length);
        for (int partition : partitions) {
            fields.int32(partition);
        }
        return bytes(fields);
    }

    private static OpaqueBytes bytes(FieldWriter fields) {
        ByteBuffer written = fields.toBuffer();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        return OpaqueBytes.of(bytes);
    }

    private static Client classic(GroupsUnderTest of) {
        Client classic = of.client("g");
        classic.joined();
        classic.sync(Map.of(classic.memberId, assignment(0, 1, 2, 3))).value();
        return classic;
    }

    @Test
    void aClassicGroupBecomesAConsumerGroupWhenAConsumerJoins() {
        Client classic = classic(groups);
        groups.commit("g", classic.claim(), null, "t", 0, 9);

        Consumer modern = groups.consumer("g", "m").join();
        assertThat(modern.epoch).isEqualTo(classic.generationId + 1);
        assertThat(modern.owned.isEmpty()).isTrue();
        DescribedConsumerGroup described = groups.describeConsumers("g").value();
        assertThat(described.members())
                .extracting(DescribedConsumerGroup.Member::classic)
                .containsExactly(true, false);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(9);

        assertThat(classic.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        classic.saying(owning(0, 1, 2, 3));
        JoinAnswer.Joined still = classic.told(classic.join());
        assertThat(still.generationId()).as("has not given up yet").isEqualTo(1);
        assertThat(classic.sync().value().assignment()).isEqualTo(assignment(0, 1));
        assertThat(classic.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        classic.saying(owning(0, 1));
        assertThat(classic.told(classic.join()).generationId()).isEqualTo(2);
        assertThat(classic.sync().value().assignment()).isEqualTo(assignment(0, 1));
        assertThat(classic.heartbeat().hasValue()).isTrue();
        assertThat(modern.beat().owned).isEqualTo(Assignment.of(topicId, 2, 3));
        assertThat(state(groups)).isEqualTo(GroupState.STABLE);
    }

    @Test
    void aConsumerGroupBecomesAClassicGroupWhenTheLastConsumerOfTheNewProtocolGoes() {
        Client classic = classic(groups);
        Consumer modern = groups.consumer("g", "m").join();
        classic.told(classic.join());
        classic.told(classic.join());
        classic.sync().value();
        modern.beat();

        assertThat(modern.leave().hasValue()).isTrue();
        assertThat(state(groups)).isEqualTo(GroupState.PREPARING_REBALANCE);
        assertThat(classic.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(classic.told(classic.join()).leaderId()).isEqualTo(classic.memberId);
        classic.sync(Map.of(classic.memberId, assignment(0, 1, 2, 3))).value();
        assertThat(state(groups)).isEqualTo(GroupState.STABLE);
        assertThat(groups.describe("g").value().members()).hasSize(1);
    }

    @Test
    void whatAGroupHasBecomeIsInTheLog() {
        Client classic = classic(groups);
        groups.consumer("g", "m").join();
        groups.coordinator().crash();
        assertThat(groups.describeConsumers("g").value().members()).hasSize(2);
        groups.consumer("g", "m").leaveForGood();
        groups.coordinator().crash();
        assertThat(groups.describe("g").value().members()).hasSize(1);
        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.STABLE);
        classic.leave(new LeavingMember(classic.memberId, null, null));
        groups.delete("g");
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }

    @Test
    void aClassicMemberJoinsAConsumerGroupAndLeavesIt() {
        Consumer modern = groups.consumer("g", "m").join();
        Client classic = groups.client("g");
        assertThat(classic.joined().generationId()).isEqualTo(3);
        assertThat(classic.sync().value().assignment().size()).isEqualTo(4 + 2 + 4);
        modern.beat().beat();
        assertThat(classic.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        classic.told(classic.join());
        assertThat(EmbeddedProtocol.assignment(
                                classic.sync().value().assignment(), new TestTopics(Map.of("t", groups.topic("t"))))
                        .size())
                .isEqualTo(2);

        assertThat(classic.leave().value().get(0).error()).isNull();
        assertThat(modern.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(groups.client("g").type("connect").join().errorCode())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void classicMembersOfAConsumerGroupHaveToKeepTheirTimes() {
        Consumer modern = groups.consumer("g", "m").join();
        Client silent = groups.client("g").sessionMillis(10_000).rebalanceMillis(60_000);
        silent.joined();
        silent.sync().value();
        groups.elapse(11_000);
        assertThat(silent.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);

        Client slow = groups.client("g").sessionMillis(30_000).rebalanceMillis(10_000);
        slow.joined();
        groups.elapse(11_000);
        assertThat(slow.heartbeat().errorCode()).as("did not sync").isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        modern.beat();
        assertThat(modern.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
    }

    @Test
    void classicMembersOfAConsumerGroupAreToldOffAsKafkaDoes() {
        groups.consumer("g", "m").join();
        Client classic = groups.client("g");
        classic.joined();
        classic.generationId = 7;
        assertThat(classic.heartbeat().errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(classic.sync().errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        classic.memberId = "nobody";
        assertThat(classic.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        classic.memberId = "m";
        classic.generationId = 1;
        assertThat(classic.heartbeat().errorCode())
                .as("does not speak the classic protocol")
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.client("g")
                        .saying(Client.bytes("?"))
                        .withoutHandshake()
                        .join()
                        .errorCode())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aClassicInstanceTakesThePlaceOfAModernOneAndTheGroupIsClassicAgain() {
        groups.consumer("g", "m").instance("i").join();
        Client classic = groups.client("g").instance("i");
        JoinAnswer.Joined joined = classic.joined();
        assertThat(state(groups)).isEqualTo(GroupState.STABLE);
        assertThat(groups.describe("g").value().members()).hasSize(1);
        assertThat(joined.generationId()).isEqualTo(2);
        assertThat(classic.sync().value().assignment()).isEqualTo(assignment(0, 1, 2, 3));
    }

    @Test
    void groupsStayWhatTheyAreWhereThePolicySaysSo() {
        GroupsUnderTest strict =
                new GroupsUnderTest(GroupsUnderTest.promptConsumers(ConsumerGroupsConfig.Migration.DISABLED, 100));
        classic(strict);
        assertThat(strict.consumer("g", "m").refusal(ConsumerHeartbeat.JOIN)).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);

        GroupsUnderTest upgrading =
                new GroupsUnderTest(GroupsUnderTest.promptConsumers(ConsumerGroupsConfig.Migration.UPGRADE, 100));
        classic(upgrading);
        Consumer modern = upgrading.consumer("g", "m").join();
        modern.leave();
        assertThat(upgrading.describeConsumers("g").value().members()).hasSize(1);
    }

    @Test
    void aGroupOfOthersOrWithDataOfItsOwnIsNotTakenOver() {
        Client connect = groups.client("g").type("connect");
        connect.joined();
        connect.assign(connect);
        assertThat(groups.consumer("g", "m").refusal(0)).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(connect.heartbeat().hasValue()).isTrue();

        Client custom = groups.client("h");
        custom.joined();
        custom.assign(custom);
        assertThat(groups.consumer("h", "m").refusal(0)).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(custom.heartbeat().hasValue()).isTrue();
    }

    @Test
    void anEmptyClassicGroupIsReplacedWithItsOffsetsKept() {
        Client classic = classic(groups);
        groups.commit("g", classic.claim(), null, "t", 0, 9);
        classic.leave();
        assertThat(groups.consumer("g", "m").join().owned).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(groups.offset("g", "t", 0)).isEqualTo(9);

        groups.commit("simple", 1, 3);
        assertThat(groups.consumer("simple", "m").join().epoch).isEqualTo(2);
        assertThat(groups.offset("simple", "t", 1)).isEqualTo(3);
    }

    @Test
    void anEmptyConsumerGroupIsReplacedWithItsOffsetsKept() {
        Consumer modern = groups.consumer("g", "m").join();
        assertThat(modern.commit(2, 2)).isNull();
        modern.leave();

        Client classic = classic(groups);
        assertThat(classic.generationId).isEqualTo(1);
        assertThat(groups.describe("g").value().members()).hasSize(1);
        assertThat(groups.offset("g", "t", 2)).isEqualTo(7);
        groups.coordinator().restart();
        assertThat(groups.describe("g").value().members()).hasSize(1);
    }

    @Test
    void aClassicMemberThatIsSilentWhenItsGroupBecomesAConsumerGroupIsOutWithItsSession() {
        classic(groups);
        Consumer modern = groups.consumer("g", "m").join();
        groups.elapse(11_000);
        assertThat(modern.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
    }
}

package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.ConsumerGroupsConfig;
import io.tailwater.core.group.ConsumerHeartbeat;
import io.tailwater.core.group.ConsumerHeartbeatAnswer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.assign.Assignment;
import io.tailwater.core.result.ErrorCode;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Consumers that are assigned to by the broker (KIP-848), with Kafka's rules and errors. */
class ConsumerGroupTest {

    private final GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.promptConsumers());
    private final UUID topicId = groups.topic("t").id();

    private GroupState state() {
        return groups.coordinator().state().stateOf("g");
    }

    private Assignment partitions(int... numbers) {
        return Assignment.of(topicId, numbers);
    }

    @Test
    void theFirstMemberGetsEverythingWithTheAnswerToJoining() {
        Consumer first = groups.consumer("g", "a").join();

        assertThat(first.epoch).isEqualTo(2);
        assertThat(first.owned).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(state()).isEqualTo(GroupState.STABLE);
        ConsumerHeartbeatAnswer next = first.reportNothing().value();
        assertThat(next.assigned()).isNull();
        assertThat(next.heartbeatIntervalMillis()).isEqualTo(5_000);
    }

    @Test
    void nobodyGetsAPartitionBeforeItsOwnerHasGivenItUp() {
        Consumer first = groups.consumer("g", "a").join();
        Consumer second = groups.consumer("g", "b").join();
        assertThat(second.owned.isEmpty()).isTrue();
        assertThat(second.epoch).isEqualTo(3);
        assertThat(state()).isEqualTo(GroupState.RECONCILING);

        ConsumerHeartbeatAnswer told = first.reportNothing().value();
        assertThat(told.memberEpoch()).isEqualTo(2);
        assertThat(told.assigned()).isEqualTo(partitions(0, 1));
        assertThat(second.beat().owned.isEmpty()).isTrue();
        assertThat(first.reportNothing().value().memberEpoch())
                .as("not given up yet")
                .isEqualTo(2);

        first.owned = partitions(0, 1);
        assertThat(first.beat().epoch).isEqualTo(3);
        assertThat(second.beat().owned).isEqualTo(partitions(2, 3));
        assertThat(state()).isEqualTo(GroupState.STABLE);
    }

    @Test
    void whatALeavingMemberHadGoesToTheOthers() {
        Consumer first = groups.consumer("g", "a").join();
        Consumer second = groups.consumer("g", "b").join();
        first.beat().beat();
        second.beat();

        assertThat(first.leave().value().memberEpoch()).isEqualTo(ConsumerHeartbeat.LEAVE);
        assertThat(state()).isEqualTo(GroupState.ASSIGNING);
        assertThat(second.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(second.leave().hasValue()).isTrue();
        assertThat(state()).isEqualTo(GroupState.EMPTY);
    }

    @Test
    void aMemberThatIsSilentForItsSessionIsOut() {
        Consumer silent = groups.consumer("g", "a").join();
        Consumer other = groups.consumer("g", "b").join();
        groups.elapse(30_000);
        other.beat();
        groups.elapse(16_000);

        assertThat(other.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(silent.report(silent.epoch, silent.owned).errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aMemberThatDoesNotGivePartitionsUpIsOutWhenItsRebalanceTimeIsOver() {
        Consumer slow = groups.consumer("g", "a").rebalanceMillis(20_000).join();
        Consumer other = groups.consumer("g", "b").join();
        slow.reportNothing();
        groups.elapse(19_000);
        slow.reportNothing();
        other.beat();
        groups.elapse(2_000);

        assertThat(slow.reportNothing().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(other.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
    }

    @Test
    void anEpochThatIsNotTheMembersIsFenced() {
        Consumer member = groups.consumer("g", "a").join();
        groups.consumer("g", "b").join();
        member.beat().beat();
        assertThat(member.epoch).isEqualTo(3);

        assertThat(member.report(4, member.owned).errorCode()).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(member.report(2, Assignment.whole(topicId, 4)).errorCode())
                .as("has more than it should")
                .isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
        assertThat(member.report(2, member.owned).value().memberEpoch())
                .as("an answer got lost")
                .isEqualTo(3);
        assertThat(member.join().epoch).as("joins again").isEqualTo(3);
    }

    @Test
    void refusesStrangersAsKafkaDoes() {
        Consumer nobody = groups.consumer("g", "a");
        assertThat(nobody.refusal(1)).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(nobody.leaveForGood().errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        groups.consumer("g", "b").join();
        assertThat(nobody.refusal(1)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(nobody.leaveForGood().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.consumer("g", "c").assignor("mine").refusal(0)).isEqualTo(ErrorCode.UNSUPPORTED_ASSIGNOR);
        assertThat(groups.consumer("g", "c").matching("(").refusal(0)).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(groups.consumer("h", "c").matching("a{1001}").refusal(0))
                .isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        assertThat(groups.coordinator().state().stateOf("h"))
                .as("nothing is left")
                .isNull();
    }

    @Test
    void aFullGroupTakesNobodyElse() {
        GroupsUnderTest small =
                new GroupsUnderTest(GroupsUnderTest.promptConsumers(ConsumerGroupsConfig.Migration.BIDIRECTIONAL, 1));
        Consumer member = small.consumer("g", "a").join();

        assertThat(small.consumer("g", "b").refusal(0)).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(member.beat().epoch).isEqualTo(2);
    }

    @Test
    void groupsTakeNoMoreMemoryThanTheyMay() {
        GroupsUnderTest small = new GroupsUnderTest(GroupsUnderTest.bounded(10_000, 0, 1 << 20, 1 << 20));
        int members = 0;
        while (small.consumer("g", "m" + members)
                .report(ConsumerHeartbeat.JOIN, Assignment.NONE)
                .hasValue()) {
            members++;
            assertThat(members).isLessThan(2_000);
        }

        assertThat(members).isGreaterThan(100);
        assertThat(small.coordinator().state().footprintBytes()).isLessThan(2 << 20);
        assertThat(small.consumer("h", "x").refusal(0)).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
    }

    @Test
    void anInstanceThatComesBackUnderAnotherIdHasWhatItHad() {
        Consumer instance = groups.consumer("g", "a").instance("i").join();
        Consumer other = groups.consumer("g", "b").join();
        instance.beat().beat();
        other.beat();
        assertThat(instance.leave().value().memberEpoch()).isEqualTo(ConsumerHeartbeat.LEAVE_FOR_SOME_TIME);
        assertThat(other.beat().owned).as("nobody else notices").isEqualTo(partitions(2, 3));

        Consumer back = groups.consumer("g", "c").instance("i").join();
        assertThat(back.owned).isEqualTo(partitions(0, 1));
        assertThat(back.epoch).isEqualTo(3);
        assertThat(groups.consumer("g", "a").instance("i").refusal(3)).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(groups.consumer("g", "d").instance("i").refusal(0)).isEqualTo(ErrorCode.UNRELEASED_INSTANCE_ID);
        assertThat(groups.consumer("g", "d").instance("j").refusal(3)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anInstanceThatDoesNotComeBackIsOutWithItsSession() {
        groups.consumer("g", "a").instance("i").join().leave();
        Consumer other = groups.consumer("g", "b").join();
        groups.elapse(40_000);
        other.beat();
        groups.elapse(6_000);

        assertThat(other.beat().owned).isEqualTo(Assignment.whole(topicId, 4));
    }

    @Test
    void newPartitionsAreAssignedWithTheNextHeartbeat() {
        Consumer member = groups.consumer("g", "a").join();
        groups.growTopic("t", 6);

        assertThat(member.beat().owned).isEqualTo(Assignment.whole(topicId, 6));
        assertThat(member.epoch).isEqualTo(3);
    }

    @Test
    void aTopicThatComesLaterIsReadAndOneThatGoesIsGivenUp() {
        Consumer member = groups.consumer("g", "a").subscribing("t", "later").join();
        assertThat(member.owned).isEqualTo(Assignment.whole(topicId, 4));

        var later = groups.makeTopic("later", 2);
        groups.tellChanged(later);
        assertThat(member.beat().owned).isEqualTo(Assignment.whole(topicId, 4).plus(Assignment.whole(later.id(), 2)));

        groups.deleteTopic("t");
        groups.tellChanged(later);
        assertThat(member.beat().beat().owned).isEqualTo(Assignment.whole(later.id(), 2));
    }

    @Test
    void aRegularExpressionStandsForTheTopicsThatMatchWhole() {
        var first = groups.makeTopic("orders-1", 1);
        groups.makeTopic("my-orders-1", 1);
        Consumer member = groups.consumer("g", "a").matching("orders-.*").join();
        assertThat(member.owned.isEmpty()).isTrue();
        assertThat(groups.matchExpressions()).isTrue();
        assertThat(member.beat().owned).isEqualTo(Assignment.whole(first.id(), 1));

        var second = groups.makeTopic("orders-2", 2);
        groups.tellChanged(second);
        member.beat();
        assertThat(groups.matchExpressions()).as("matched just now").isFalse();
        groups.elapse(Subscriptions.MIN_REFRESH_MILLIS + 1);
        member.beat();
        assertThat(groups.matchExpressions()).isTrue();
        assertThat(member.beat().owned)
                .isEqualTo(Assignment.whole(first.id(), 1).plus(Assignment.whole(second.id(), 2)));

        member.matching("").beat();
        assertThat(member.beat().owned.isEmpty()).isTrue();
        assertThat(groups.describeConsumers("g").value().members().get(0).expression())
                .isEmpty();
    }

    @Test
    void aRegularExpressionStandsForNothingThatItsMembersMayNotSee() {
        var seen = groups.makeTopic("orders-1", 1);
        var hidden = groups.makeTopic("orders-2", 2);
        groups.rights().hide("orders-2");
        Consumer member = groups.consumer("g", "a").matching("orders-.*").join();
        groups.matchExpressions();
        assertThat(member.beat().owned).isEqualTo(Assignment.whole(seen.id(), 1));

        groups.elapse(Subscriptions.MIN_REFRESH_MILLIS + 1);
        member.beat();
        groups.matchExpressions(); // a topic may have come at the very moment of the first time
        groups.elapse(Subscriptions.MIN_REFRESH_MILLIS + 1);
        member.beat();
        assertThat(groups.matchExpressions()).as("nothing has changed").isFalse();
        groups.rights().hide("orders-1");
        member.beat();
        assertThat(groups.matchExpressions()).as("the rules have").isTrue();
        assertThat(member.beat().beat().owned).isEqualTo(Assignment.whole(hidden.id(), 2));
    }

    @Test
    void theWayToAssignIsTheOneThatMostAskFor() {
        Consumer first = groups.consumer("g", "a").join();
        assertThat(groups.describeConsumers("g").value().assignor()).isEqualTo("uniform");
        groups.consumer("g", "b").assignor("range").join();
        assertThat(groups.describeConsumers("g").value().assignor()).isEqualTo("range");
        first.assignor("uniform").beat();
        assertThat(groups.describeConsumers("g").value().assignor()).isEqualTo("uniform");
    }

    @Test
    void aRestartLosesNothingAndSessionsBeginAnew() {
        Consumer first = groups.consumer("g", "a").join();
        Consumer second = groups.consumer("g", "b").instance("i").matching("t").join();
        groups.matchExpressions();
        first.beat();
        groups.elapse(40_000);
        groups.coordinator().crash();
        groups.elapse(40_000);

        assertThat(groups.describeConsumers("g").value().members()).hasSize(2);
        first.beat();
        second.beat();
        first.beat();
        second.beat();
        assertThat(first.owned.plus(second.owned)).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(state()).isEqualTo(GroupState.STABLE);
    }

    @Test
    void commitsAreTakenFromTheOwnerInItsEpoch() {
        Consumer first = groups.consumer("g", "a").join();
        assertThat(first.commit(2, 0)).isNull();
        groups.consumer("g", "b").join();
        first.beat().beat();
        assertThat(first.epoch).isEqualTo(3);

        assertThat(first.commit(3, 0)).isNull();
        assertThat(first.commit(2, 0)).as("has had it since epoch 2").isNull();
        assertThat(first.commit(2, 3)).as("does not have it any more").isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(first.commit(4, 0)).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(groups.consumer("g", "x").commit(1, 0)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.consumer("g", "").commit(-1, 0)).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(7);
    }

    @Test
    void assignmentsAreApartByTheirInterval() {
        GroupsUnderTest usual = new GroupsUnderTest();
        Consumer first = usual.consumer("g", "a").join();
        Consumer second = usual.consumer("g", "b").join();
        assertThat(first.beat().epoch).isEqualTo(2);
        assertThat(usual.coordinator().state().stateOf("g")).isEqualTo(GroupState.ASSIGNING);
        usual.elapse(1_000);
        assertThat(second.beat().epoch).isEqualTo(3);
    }

    @Test
    void aGroupMayHaveTimesOfItsOwn() {
        groups.override("g", Map.of("consumer.session.timeout.ms", "60000", "consumer.heartbeat.interval.ms", "9000"));
        Consumer member = groups.consumer("g", "a").join();
        assertThat(member.reportNothing().value().heartbeatIntervalMillis()).isEqualTo(9_000);
        groups.elapse(59_000);
        assertThat(member.beat().epoch).isEqualTo(2);
    }

    @Test
    void isDescribedListedAndDeleted() {
        groups.consumer("g", "a").instance("i").join();
        groups.commit("g", 0, 5);

        var described = groups.describeConsumers("g").value();
        assertThat(described.state()).isEqualTo(GroupState.STABLE);
        assertThat(described.epoch()).isEqualTo(2);
        assertThat(described.assignmentEpoch()).isEqualTo(2);
        var member = described.members().get(0);
        assertThat(member.memberId()).isEqualTo("a");
        assertThat(member.instanceId()).isEqualTo("i");
        assertThat(member.assigned()).isEqualTo(member.target()).isEqualTo(Assignment.whole(topicId, 4));
        assertThat(member.topics()).containsExactly("t");
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.describeConsumers("h").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.delete("g").errorCode()).isEqualTo(ErrorCode.NON_EMPTY_GROUP);

        groups.consumer("g", "a").leaveForGood();
        assertThat(groups.delete("g").hasValue()).isTrue();
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
        assertThat(groups.describeConsumers("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void anEmptyGroupIsForgottenWithItsOffsets() {
        Consumer member = groups.consumer("g", "a").join();
        assertThat(member.commit(2, 0)).isNull();
        member.leave();
        groups.elapse(6 * GroupsUnderTest.DAY);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(7);
        groups.elapse(2 * GroupsUnderTest.DAY);
        assertThat(state()).isNull();
        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }
}

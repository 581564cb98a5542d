package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.result.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From one generation to the next. */
class RebalanceTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client a = groups.client("g");
    private final Client b = groups.client("g");
    private final Client c = groups.client("g");

    private GroupState state() {
        return groups.coordinator().state().stateOf("g");
    }

    @Test
    void givesEverybodyWhatTheLeaderAssigned() {
        a.joined();
        Answer<JoinAnswer> waiting = b.enter();
        assertThat(waiting.isGiven()).isFalse();
        assertThat(state()).isEqualTo(GroupState.PREPARING_REBALANCE);

        JoinAnswer.Joined leader = a.told(a.join());
        JoinAnswer.Joined follower = b.told(waiting);
        assertThat(leader.generationId()).isEqualTo(2).isEqualTo(follower.generationId());
        assertThat(leader.members()).extracting("memberId").containsExactly(a.memberId, b.memberId);
        assertThat(follower.members()).isEmpty();
        assertThat(follower.leaderId()).isEqualTo(a.memberId);
        assertThat(state()).isEqualTo(GroupState.COMPLETING_REBALANCE);

        Answer<SyncAnswer> early = b.sync();
        assertThat(early.isGiven()).isFalse();
        SyncAnswer leaders = a.assign(a, b).value();
        assertThat(state()).isEqualTo(GroupState.STABLE);
        assertThat(leaders).isEqualTo(new SyncAnswer("consumer", "range", Client.bytes("for " + a.memberId)));
        assertThat(early.value().assignment()).isEqualTo(Client.bytes("for " + b.memberId));
        assertThat(b.sync().value()).isEqualTo(early.value());
    }

    @Test
    void assignsNothingToAMemberThatTheLeaderForgot() {
        a.joined();

        assertThat(a.sync(Map.of("somebody else", Client.bytes("x"))).value().assignment())
                .isEqualTo(OpaqueBytes.EMPTY);
    }

    @Test
    void tellsMembersByTheirHeartbeatsToJoinAgain() {
        Client.stabilize(a, b);
        assertThat(a.heartbeat().isGiven()).isTrue();
        c.enter();

        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(a.sync().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void goesOnWithoutThoseWhoDoNotJoinAgainInTime() {
        a.sessionMillis(1_000_000);
        b.sessionMillis(1_000_000);
        Client.stabilize(a, b);
        Answer<JoinAnswer> waiting = c.sessionMillis(1_000_000).enter();
        Answer<JoinAnswer> again = b.join();

        groups.elapse(60 * SECOND - 1);
        assertThat(waiting.isGiven()).isFalse();
        groups.elapse(1);

        JoinAnswer.Joined joined = b.told(again);
        assertThat(joined.leaderId()).isEqualTo(b.memberId);
        assertThat(joined.members())
                .extracting("memberId")
                .containsExactly(b.memberId, c.told(waiting).memberId());
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void goesOnWithoutThoseWhoDoNotAskForTheirAssignment() {
        a.sessionMillis(1_000_000);
        b.sessionMillis(1_000_000);
        a.joined();
        Answer<JoinAnswer> waiting = b.enter();
        a.told(a.join());
        b.told(waiting);
        a.assign(a, b).value();
        assertThat(state()).isEqualTo(GroupState.STABLE);

        groups.elapse(60 * SECOND);

        assertThat(state()).isEqualTo(GroupState.PREPARING_REBALANCE);
        assertThat(b.sync().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(a.told(a.join()).members()).hasSize(1);
    }

    @Test
    void beginsAnewWhenTheLeaderBringsNoAssignment() {
        a.sessionMillis(1_000_000);
        b.sessionMillis(1_000_000);
        a.joined();
        Answer<JoinAnswer> waiting = b.enter();
        a.told(a.join());
        b.told(waiting);
        Answer<SyncAnswer> follower = b.sync();

        groups.elapse(60 * SECOND);

        assertThat(follower.errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(b.told(b.join()).leaderId()).isEqualTo(b.memberId);
    }

    @Test
    void choosesTheWayThatMostLikeBestAmongThoseAllSupport() {
        a.supporting("range", "sticky", "own");
        b.supporting("own-too", "sticky", "range");
        c.supporting("sticky", "range");
        a.joined();
        b.enter();
        c.enter();

        assertThat(a.told(a.join()).protocolName()).isEqualTo("sticky");
    }

    @Test
    void refusesSomebodyWithoutACommonWayToAssign() {
        Client.stabilize(a.supporting("range", "sticky"));

        assertThat(b.supporting("own").join().errorCode()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(b.supporting("range").type("connect").join().errorCode())
                .isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        assertThat(a.heartbeat().isGiven()).isTrue();
        assertThat(state()).isEqualTo(GroupState.STABLE);
    }

    @Test
    void refusesToSyncWithADifferentIdeaOfTheGroup() {
        a.joined();

        assertThat(a.type("connect").sync().errorCode()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void refusesPastAndFutureGenerations() {
        Client.stabilize(a, b);
        b.generationId--;
        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(b.sync().errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        b.generationId += 2;
        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    }

    @Test
    void answersAFollowerThatJoinsAStableGroupUnchangedWithTheSameGeneration() {
        Client.stabilize(a, b);
        int before = b.generationId;

        assertThat(b.told(b.join()).generationId()).isEqualTo(before);
        assertThat(b.sync().value().assignment()).isEqualTo(Client.bytes("for " + b.memberId));
        assertThat(state()).isEqualTo(GroupState.STABLE);
    }

    @Test
    void rebalancesWhenAFollowerHasChangedOrTheLeaderWantsTo() {
        Client.stabilize(a, b);
        b.subscribing("t", "u");
        assertThat(b.join().isGiven()).isFalse();
        assertThat(a.told(a.join()).generationId()).isEqualTo(3);
        a.assign(a, b);

        assertThat(a.join().isGiven()).isFalse();
        assertThat(state()).isEqualTo(GroupState.PREPARING_REBALANCE);
    }

    @Test
    void repeatsTheAnswerForAMemberThatDidNotGetIt() {
        a.joined();
        Answer<JoinAnswer> waiting = b.enter();
        a.told(a.join());
        b.told(waiting);

        assertThat(a.told(a.join()).members()).hasSize(2);
        assertThat(a.generationId).isEqualTo(2);
        assertThat(b.told(b.join()).generationId()).isEqualTo(2);
        assertThat(state()).isEqualTo(GroupState.COMPLETING_REBALANCE);
    }

    @Test
    void callsThoseWhoSyncBackWhenSomebodyJoins() {
        a.joined();
        Answer<JoinAnswer> waiting = b.enter();
        a.told(a.join());
        b.told(waiting);
        Answer<SyncAnswer> follower = b.sync();
        c.enter();

        assertThat(follower.errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void answersWhatAMemberAskedBeforeWhenItAsksAgain() {
        Client.stabilize(a, b);
        Answer<JoinAnswer> first = a.join();
        Answer<JoinAnswer> second = a.join();
        assertThat(first.errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);

        b.told(b.join());
        a.told(second);
        Answer<SyncAnswer> one = b.sync();
        Answer<SyncAnswer> two = b.sync();
        assertThat(one.errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        a.assign(a, b);
        assertThat(two.isGiven()).isTrue();
    }

    @Test
    void rebalancesWhenSomebodyLeavesAndIsEmptyWhenNobodyIsLeft() {
        Client.stabilize(a, b);
        b.leave();
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        a.told(a.join());
        assertThat(a.generationId).isEqualTo(3);

        a.leave();
        assertThat(state()).isEqualTo(GroupState.EMPTY);
        assertThat(groups.describe("g").value().protocolType()).isEqualTo("consumer");
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(c.joined().generationId()).isEqualTo(5);
    }

    @Test
    void passesTheLeadOnWhenTheLeaderLeaves() {
        Client.stabilize(a, b, c);
        a.leave();
        Answer<JoinAnswer> again = b.join();
        c.told(c.join());

        assertThat(b.told(again).leaderId()).isEqualTo(b.memberId);
        assertThat(c.generationId).isEqualTo(b.generationId);
    }

    @Test
    void answersAWaitingMemberThatIsTakenOut() {
        Client.stabilize(a, b);
        Answer<JoinAnswer> joining = a.join();
        b.leave(new io.tailwater.core.group.LeaveGroup.LeavingMember(a.memberId, null, null));
        assertThat(joining.errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void letsMembersGatherForTheFirstGenerationWhereThatIsAsked() {
        GroupsUnderTest slow = new GroupsUnderTest(GroupsUnderTest.config(100, 3_000));
        Client first = slow.client("g");
        Answer<JoinAnswer> one = first.enter();
        slow.elapse(2_000);
        Answer<JoinAnswer> two = slow.client("g").enter();
        slow.elapse(1_000);
        assertThat(one.isGiven()).as("somebody came: it waits once more").isFalse();
        slow.elapse(3_000);

        assertThat(first.told(one).members()).hasSize(2);
        assertThat(two.isGiven()).isTrue();
    }

    @Test
    void doesNotLetMembersGatherForLongerThanARebalanceMayTake() {
        GroupsUnderTest slow = new GroupsUnderTest(GroupsUnderTest.config(1_000, 3_000));
        Answer<JoinAnswer> one = slow.client("g").rebalanceMillis(10_000).enter();
        for (int second = 0; second < 9; second++) {
            slow.client("g").rebalanceMillis(10_000).enter();
            slow.elapse(SECOND);
        }
        assertThat(one.isGiven()).isFalse();
        slow.elapse(SECOND);

        assertThat(one.isGiven()).isTrue();
    }
}

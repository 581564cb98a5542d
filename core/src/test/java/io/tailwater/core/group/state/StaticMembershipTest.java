package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.SyncAnswer;
import io.tailwater.core.result.ErrorCode;
import org.junit.jupiter.api.Test;

/** Members whose names outlive their processes (KIP-345), and leaders that come back (KIP-814). */
class StaticMembershipTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client a = groups.client("g").instance("a");
    private final Client b = groups.client("g").instance("b");

    private Client restarted(String instance) {
        return groups.client("g").instance(instance);
    }

    @Test
    void needNoHandshake() {
        assertThat(a.join().value()).isInstanceOf(JoinAnswer.Joined.class);
        assertThat(((JoinAnswer.Joined) a.join().value()).memberId()).startsWith("a-");
    }

    @Test
    void comeBackIntoTheSameGenerationWithTheSameAssignment() {
        Client.stabilize(a, b);
        Client again = restarted("b");
        JoinAnswer.Joined joined = again.told(again.join());

        assertThat(joined.generationId()).isEqualTo(b.generationId);
        assertThat(joined.memberId()).isNotEqualTo(b.memberId);
        assertThat(joined.leaderId()).isEqualTo(a.memberId);
        assertThat(joined.skipAssignment()).isFalse();
        assertThat(again.sync().value().assignment()).isEqualTo(Client.bytes("for " + b.memberId));
        assertThat(a.heartbeat().isGiven()).isTrue();
        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.STABLE);
    }

    @Test
    void comeBackAfterARestartOfTheBrokerToo() {
        Client.stabilize(a, b);
        Client again = restarted("b");
        again.told(again.join());
        groups.coordinator().restart();

        assertThat(again.heartbeat().isGiven()).isTrue();
        assertThat(again.sync().value().assignment()).isEqualTo(Client.bytes("for " + b.memberId));
        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void fenceTheirFormerSelves() {
        Client.stabilize(a, b);
        Client again = restarted("b");
        again.told(again.join());

        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(b.sync().errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(b.join().errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(groups.commit("g", b.claim(), null, "t", 0, 1).errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(b.leave().value().get(0).error().code()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(again.heartbeat().isGiven()).isTrue();
    }

    @Test
    void fenceWhatTheirFormerSelvesWaitFor() {
        Client.stabilize(a, b);
        Client c = groups.client("g");
        c.enter();
        Answer<JoinAnswer> waiting = b.join();
        Client again = restarted("b");
        Answer<JoinAnswer> joining = again.join();

        assertThat(waiting.errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        a.told(a.join());
        assertThat(again.told(joining).generationId()).isEqualTo(a.generationId);
    }

    @Test
    void needNotAssignAnewWhenTheyLead() {
        Client.stabilize(a, b);
        Client again = restarted("a");
        JoinAnswer.Joined joined = again.told(again.join());

        assertThat(joined.skipAssignment()).isTrue();
        assertThat(joined.leaderId()).isEqualTo(again.memberId);
        assertThat(joined.members()).extracting("memberId").containsExactlyInAnyOrder(again.memberId, b.memberId);
        assertThat(again.sync().value().assignment()).isEqualTo(Client.bytes("for " + a.memberId));
        assertThat(b.sync().value().assignment()).isEqualTo(Client.bytes("for " + b.memberId));
    }

    @Test
    void doNotKnowThatTheyLeadWhenTheyCannotSkip() {
        Client.stabilize(a, b);
        Client again = restarted("a").withoutSkipping();
        JoinAnswer.Joined joined = again.told(again.join());

        assertThat(joined.skipAssignment()).isFalse();
        assertThat(joined.leaderId()).isEqualTo(a.memberId);
        assertThat(joined.members()).isEmpty();
        assertThat(again.sync().value().assignment()).isEqualTo(Client.bytes("for " + a.memberId));
    }

    @Test
    void rebalanceWhenTheyComeBackDifferent() {
        Client.stabilize(a.supporting("range", "sticky"), b.supporting("range", "sticky"));
        Client again = restarted("b").supporting("sticky");
        assertThat(again.join().isGiven()).isFalse();

        assertThat(a.told(a.join()).protocolName()).isEqualTo("sticky");
    }

    @Test
    void rebalanceWhenTheyComeBackBeforeTheAssignment() {
        a.told(a.join());
        Answer<JoinAnswer> waiting = b.join();
        a.told(a.join());
        b.told(waiting);
        Answer<SyncAnswer> syncing = b.sync();
        Client again = restarted("b");
        Answer<JoinAnswer> joining = again.join();

        assertThat(syncing.errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(joining.isGiven()).isFalse();
        assertThat(a.sync().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        a.told(a.join());
        assertThat(again.told(joining).generationId()).isEqualTo(3);
    }

    @Test
    void stayWhileTheyAreAwayUntilTheirSessionsEnd() {
        Client.stabilize(a.sessionMillis(60_000), b.sessionMillis(300_000));
        for (int i = 0; i < 5; i++) {
            groups.elapse(50 * SECOND);
            assertThat(a.heartbeat().isGiven()).isTrue();
            assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.STABLE);
        }
        groups.elapse(50 * SECOND);

        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(a.told(a.join()).members()).hasSize(1);
    }

    @Test
    void areNotTakenOutOfAGenerationForNotJoiningInTime() {
        Client.stabilize(a.sessionMillis(300_000), b.sessionMillis(300_000));
        Client c = groups.client("g").sessionMillis(300_000);
        Answer<JoinAnswer> waiting = c.enter();
        Answer<JoinAnswer> leader = a.join();
        groups.elapse(60 * SECOND);

        assertThat(c.told(waiting).generationId()).isEqualTo(3);
        assertThat(a.told(leader).members()).hasSize(3);
    }

    @Test
    void areWaitedForWhenNobodyElseIsThere() {
        Client.stabilize(a.sessionMillis(300_000), b.sessionMillis(300_000));
        Client c = groups.client("g");
        c.memberId = c.join().value().memberId();
        c.enter();
        c.leave();
        groups.elapse(200 * SECOND);
        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.PREPARING_REBALANCE);

        Client again = restarted("b").sessionMillis(300_000);
        Answer<JoinAnswer> joining = again.join();
        groups.elapse(60 * SECOND);
        assertThat(again.told(joining).leaderId()).isEqualTo(again.memberId);
    }

    @Test
    void areTakenOutByTheirNamesByAnAdministrator() {
        Client.stabilize(a, b);
        assertThat(a.leave(new LeavingMember("", "b", "by hand")).value().get(0).error())
                .isNull();

        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(a.told(a.join()).members()).hasSize(1);
    }

    @Test
    void areNotKnownByAnIdOfSomebodyElse() {
        Client.stabilize(a, b);
        Client liar = restarted("b");
        liar.memberId = a.memberId;
        liar.generationId = a.generationId;

        assertThat(liar.heartbeat().errorCode()).isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
        assertThat(restarted("unknown").heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }
}

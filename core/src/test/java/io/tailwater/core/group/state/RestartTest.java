package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.result.ErrorCode;
import org.junit.jupiter.api.Test;

/** What a group is after the broker was stopped, killed or cut off from its log. */
class RestartTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client a = groups.client("g").sessionMillis(10_000);
    private final Client b = groups.client("g").sessionMillis(10_000);

    @Test
    void keepsMembersTheirAssignmentsAndTheLeader() {
        Client.stabilize(a, b);
        var before = groups.describe("g").value();
        groups.coordinator().restart();

        assertThat(groups.describe("g").value()).isEqualTo(before);
        assertThat(a.heartbeat().isGiven()).isTrue();
        assertThat(b.sync().value().assignment()).isEqualTo(Client.bytes("for " + b.memberId));
        assertThat(a.join().isGiven())
                .as("a leader that joins wants to assign anew")
                .isFalse();
    }

    /** Found by the simulation: members read from one generation kept what they had said for it in the next. */
    @Test
    void knowsWhatMembersSaidLastAndForWhichWayToAssign() {
        Client.stabilize(a.supporting("range", "sticky"), b.supporting("range", "sticky"));
        groups.coordinator().restart();
        a.supporting("sticky", "range");
        Answer<JoinAnswer> again = a.join();
        b.supporting("sticky", "range").sessionMillis(20_000);
        b.told(b.join());
        assertThat(a.told(again).protocolName()).isEqualTo("sticky");
        a.assign(a, b).value();
        groups.coordinator().restart();

        Client c = groups.client("g").supporting("sticky");
        assertThat(c.enter().isGiven()).as("let in, and waits for the others").isFalse();
        groups.elapse(15_000);
        assertThat(groups.describe("g").value().members())
                .extracting("memberId")
                .as("only the longer session goes on")
                .contains(b.memberId)
                .doesNotContain(a.memberId);
    }

    @Test
    void beginsSessionsAnew() {
        Client.stabilize(a, b);
        groups.elapse(9 * SECOND);
        groups.coordinator().restart();
        groups.elapse(9 * SECOND);
        assertThat(a.heartbeat().isGiven()).isTrue();
        groups.elapse(SECOND);

        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void refusesWhatMembersWaitForSoThatTheyAskAgain() {
        Client.stabilize(a);
        Answer<JoinAnswer> waiting = b.enter();
        groups.coordinator().crash();

        assertThat(waiting.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(b.join().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(a.heartbeat().isGiven()).isTrue();
        b.memberId = "";
        Answer<JoinAnswer> again = b.enter();
        a.told(a.join());
        assertThat(b.told(again).generationId()).isEqualTo(2);
    }

    @Test
    void isBackInTheGenerationBeforeWhenTheAssignmentWasNotOnDisk() {
        Client.stabilize(a);
        Answer<JoinAnswer> waiting = b.enter();
        a.told(a.join());
        b.told(waiting);
        groups.coordinator().holdFlushes();
        var assignment = a.assign(a, b);
        assertThat(assignment.isGiven()).as("nobody works before it is on disk").isFalse();
        groups.coordinator().crash();

        assertThat(assignment.errorCode()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(groups.describe("g").value().members()).hasSize(1);
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    }

    @Test
    void staysEmptyWhenItWas() {
        Client.stabilize(a, b);
        a.leave();
        b.leave();
        groups.coordinator().restart();

        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.EMPTY);
        assertThat(groups.describe("g").value().protocolType()).isEqualTo("consumer");
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        Client c = groups.client("g");
        assertThat(c.joined().generationId()).isGreaterThan(a.generationId);
    }

    @Test
    void isTheSameAfterACompactionDuringWhichItChanges() {
        Client.stabilize(a, b);
        for (int partition = 0; partition < 4; partition++) {
            groups.commit("simple", partition, partition);
            groups.commit("g", a.claim(), null, "t", partition, 10 + partition);
        }
        int[] commits = {0};
        groups.coordinator().compact(() -> groups.commit("g", a.claim(), null, "t", 0, 100 + commits[0]++));
        var before = groups.describe("g").value();
        groups.coordinator().restart();

        assertThat(commits[0]).isGreaterThan(1);
        assertThat(groups.describe("g").value()).isEqualTo(before);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(99 + commits[0]);
        assertThat(groups.offset("g", "t", 3)).isEqualTo(13);
        assertThat(groups.offset("simple", "t", 2)).isEqualTo(2);
    }

    @Test
    void rebalancesAGroupThatIsLargerThanItMayBeByNow() {
        Client.stabilize(a, b);
        GroupsUnderTest smaller = groups.reopenedWith(GroupsUnderTest.config(1, 0));

        assertThat(smaller.describe("g").value().state()).isEqualTo(GroupState.PREPARING_REBALANCE);
    }
}

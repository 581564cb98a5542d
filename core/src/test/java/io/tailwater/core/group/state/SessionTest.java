package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.JoinAnswer;
import io.tailwater.core.group.LeaveGroup.LeavingMember;
import io.tailwater.core.group.LeftMember;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Staying in a group, and leaving it. */
class SessionTest {

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client a = groups.client("g").sessionMillis(10_000);
    private final Client b = groups.client("g").sessionMillis(20_000);

    @Test
    void keepsAMemberThatSendsHeartbeats() {
        Client.stabilize(a, b);
        for (int i = 0; i < 10; i++) {
            groups.elapse(9 * SECOND);
            assertThat(a.heartbeat().value()).isEqualTo(Done.DONE);
            assertThat(b.heartbeat().value()).isEqualTo(Done.DONE);
        }
    }

    @Test
    void takesASilentMemberOutAfterItsSessionAndNotBefore() {
        Client.stabilize(a, b);
        groups.elapse(10 * SECOND - 1);
        assertThat(groups.describe("g").value().members()).hasSize(2);
        assertThat(b.heartbeat().value()).isEqualTo(Done.DONE);
        groups.elapse(1);

        assertThat(b.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        JoinAnswer.Joined joined = b.told(b.join());
        assertThat(joined.members()).extracting("memberId").containsExactly(b.memberId);
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void takesACommitForASignOfLife() {
        Client.stabilize(a, b);
        for (int i = 0; i < 4; i++) {
            groups.elapse(9 * SECOND);
            groups.commit("g", a.claim(), null, "t", 0, i).value();
            assertThat(b.heartbeat().value()).isEqualTo(Done.DONE);
        }
    }

    @Test
    void doesNotCountTheTimeOfWaitingForOthers() {
        Client.stabilize(a, b);
        Answer<JoinAnswer> waiting = a.join();
        groups.elapse(19 * SECOND);
        assertThat(waiting.isGiven()).isFalse();
        b.told(b.join());

        assertThat(a.told(waiting).members()).hasSize(2);
        var syncing = b.sync();
        groups.elapse(9 * SECOND);
        a.assign(a, b).value();
        assertThat(syncing.isGiven()).isTrue();
        groups.elapse(9 * SECOND);
        assertThat(a.heartbeat().value()).isEqualTo(Done.DONE);
    }

    @Test
    void isEmptyWhenAllAreSilent() {
        Client.stabilize(a, b);
        groups.elapse(100 * SECOND);

        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.EMPTY);
        assertThat(groups.describe("g").value().members()).isEmpty();
    }

    @Test
    void takesSeveralOutAtOnceAndSaysWhichItDidNotKnow() {
        Client c = groups.client("g").instance("i");
        Client.stabilize(a, b, c);
        List<LeftMember> left = a.leave(
                        new LeavingMember(a.memberId, null, "done"),
                        new LeavingMember("nobody", null, null),
                        new LeavingMember("", "i", null),
                        new LeavingMember("", "j", null),
                        new LeavingMember("", null, null))
                .value();

        assertThat(left).extracting(LeftMember::memberId).containsExactly(a.memberId, "nobody", "", "", "");
        assertThat(left)
                .extracting(each -> each.error() == null ? null : each.error().code())
                .containsExactly(
                        null,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        null,
                        ErrorCode.UNKNOWN_MEMBER_ID,
                        ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(b.told(b.join()).members()).hasSize(1);
    }

    @Test
    void forgetsAnIdThatItsOwnerGivesBack() {
        a.memberId = a.join().value().memberId();
        assertThat(a.leave().value().get(0).error()).isNull();

        assertThat(a.join().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void knowsNobodyOfAGroupThatIsNotThere() {
        a.memberId = "m";
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(a.sync().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(a.leave().errorCode()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(groups.client("").heartbeat().errorCode()).isEqualTo(ErrorCode.INVALID_GROUP_ID);
    }

    @Test
    void putsOffASessionWithoutWakingUpForIt() {
        Client.stabilize(a);
        for (int i = 0; i < 8; i++) {
            groups.elapse(SECOND);
            a.heartbeat();
        }
        long next = groups.coordinator().state().nextDeadlineMillis();
        assertThat(next).isGreaterThan(groups.nowMillis()).isLessThanOrEqualTo(groups.nowMillis() + 10 * SECOND);
    }
}

package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.group.OpaqueBytes;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That nothing grows without a bound. */
class GroupBoundsTest {

    @Test
    void takesNoMoreMembersThanAGroupMayHave() {
        GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.config(2, 0));
        Client a = groups.client("g");
        Client b = groups.client("g");
        Client.stabilize(a, b);

        assertThat(groups.client("g").join().errorCode()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(a.heartbeat().isGiven()).isTrue();
        b.leave();
        assertThat(groups.client("g").enter().isGiven())
                .as("let in, and waits for the other")
                .isFalse();
    }

    @Test
    void letsAnInstanceComeBackIntoAFullGroup() {
        GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.config(2, 0));
        Client.stabilize(groups.client("g").instance("a"), groups.client("g").instance("b"));

        assertThat(groups.client("g").instance("b").join().isGiven()).isTrue();
    }

    @Test
    void leavesTheLastToComeOutWhenTheBoundWasLowered() {
        GroupsUnderTest large = new GroupsUnderTest();
        Client a = large.client("g");
        Client b = large.client("g");
        Client c = large.client("g");
        Client.stabilize(a, b, c);
        GroupsUnderTest small = large.reopenedWith(GroupsUnderTest.config(2, 0));
        var first = a.of(small).join();
        var second = b.of(small).join();

        assertThat(c.of(small).join().errorCode()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        assertThat(first.isGiven()).isTrue();
        assertThat(second.isGiven()).isTrue();
        assertThat(small.describe("g").value().members()).hasSize(2);
    }

    @Test
    void takesNoAssignmentThatDoesNotFitIntoTheLog() {
        GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.bounded(10, 0, 2_000, 1 << 20));
        Client a = groups.client("g");
        Client b = groups.client("g");
        Client.stabilize(a);
        var waiting = b.enter();
        a.told(a.join());
        b.told(waiting);
        var follower = b.sync();
        var leader = a.sync(Map.of(a.memberId, OpaqueBytes.of(new byte[2_000])));

        assertThat(leader.errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(follower.errorCode()).isEqualTo(ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(a.heartbeat().errorCode()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void takesNoMemberThatSaysTooMuch() {
        GroupsUnderTest groups = new GroupsUnderTest();
        Client verbose = groups.client("g").saying(OpaqueBytes.of(new byte[1 << 20]));

        assertThat(verbose.join().errorCode()).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void takesNoMoreThanItsMemoryAllows() {
        GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.bounded(10, 0, 10_000, 1 << 20));
        int promised = 0;
        while (groups.client("g" + promised).join().isGiven()
                && groups.describe("g" + promised).isGiven()
                && promised < 10_000
                && isKnown(groups, promised)) {
            promised++;
        }
        assertThat(promised).isBetween(100, 1_000);
        assertThat(groups.client("another").join().errorCode()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);

        groups.elapse(20 * SECOND);
        assertThat(groups.client("another").join().isGiven())
                .as("those who never came back are forgotten")
                .isTrue();
    }

    private static boolean isKnown(GroupsUnderTest groups, int number) {
        try {
            return groups.describe("g" + number).value() != null;
        } catch (AssertionError refused) {
            return false;
        }
    }

    @Test
    void takesNoMoreOffsetsThanItsMemoryAllowsButNewOnesForOld() {
        GroupsUnderTest groups = new GroupsUnderTest(GroupsUnderTest.bounded(10, 0, 10_000, 1 << 20));
        int taken = 0;
        while (refusal(groups, "g" + taken) == null && taken < 10_000) {
            taken++;
        }

        assertThat(taken).isBetween(100, 1_000);
        assertThat(refusal(groups, "g" + taken)).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(refusal(groups, "g0")).isNull();
        groups.delete("g1").value();
        assertThat(refusal(groups, "g" + taken)).isNull();
    }

    private static ErrorCode refusal(GroupsUnderTest groups, String groupId) {
        TopicPartitions<PartitionAnswer> answer =
                groups.commit(groupId, 0, 5).value().get(0);
        var error = answer.partitions().get(0).error();
        return error == null ? null : error.code();
    }

    @Test
    void countsMemoryBackToNothingWhenEverythingIsGone() {
        GroupsUnderTest groups = new GroupsUnderTest();
        Client a = groups.client("g").supporting("range", "sticky");
        Client b = groups.client("g").instance("i").supporting("range", "sticky");
        Client.stabilize(a, b);
        Client again = groups.client("g").instance("i").supporting("range", "sticky");
        again.told(again.join());
        groups.commit("g", a.claim(), null, "t", 0, 5);
        groups.client("g").join();
        assertThat(groups.coordinator().state().footprintBytes()).isGreaterThan(0);
        groups.elapse(100 * SECOND);
        groups.delete("g").value();

        assertThat(groups.coordinator().state().footprintBytes()).isZero();
    }
}

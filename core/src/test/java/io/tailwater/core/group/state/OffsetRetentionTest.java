package io.tailwater.core.group.state;

import static io.tailwater.core.group.state.GroupsUnderTest.DAY;
import static io.tailwater.core.group.state.GroupsUnderTest.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.GroupsConfig;
import io.tailwater.core.group.CommitOffsets;
import io.tailwater.core.group.CommitOffsets.NewOffset;
import io.tailwater.core.group.CommitOffsets.Transaction;
import io.tailwater.core.group.GroupState;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When offsets are forgotten (KIP-211): after seven days in which nobody needed them. */
class OffsetRetentionTest {

    private static final long CHECK = 10 * 60 * SECOND;

    private final GroupsUnderTest groups = new GroupsUnderTest();
    private final Client member = groups.client("g").sessionMillis(30_000);

    /** Lets time pass for members that are there. */
    private void liveOn(long millis, Client... clients) {
        for (long left = millis; left > 0; left -= 20 * SECOND) {
            groups.elapse(Math.min(left, 20 * SECOND));
            for (Client client : clients) {
                client.heartbeat().value();
            }
        }
    }

    @Test
    void forgetsWhatASimpleConsumerCommittedLongAgoByPartition() {
        groups.commit("g", 0, 1);
        groups.elapse(4 * DAY);
        groups.commit("g", 1, 2);
        groups.elapse(3 * DAY - CHECK);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
        groups.elapse(2 * CHECK);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        assertThat(groups.offset("g", "t", 1)).isEqualTo(2);
        groups.elapse(4 * DAY);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        groups.coordinator().restart();
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void countsFromWhenTheLastMemberLeft() {
        Client.stabilize(member);
        groups.commit("g", member.claim(), null, "t", 0, 1);
        liveOn(DAY / 24, member);
        member.leave();
        long left = groups.nowMillis();
        groups.coordinator().restart();

        groups.elapse(7 * DAY - SECOND);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
        groups.elapse(CHECK + SECOND);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        assertThat(groups.nowMillis()).isGreaterThan(left + 7 * DAY);
        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void keepsWhatMembersReadAndForgetsWhatTheyDoNot() {
        groups.makeTopic("u", 1);
        groups.commit("g", 0, 1);
        groups.commit("g", MemberClaim.NONE, null, "u", 0, 2);
        groups.elapse(7 * DAY - 3 * CHECK);
        Client.stabilize(member.subscribing("t"));
        liveOn(5 * CHECK, member);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
        assertThat(groups.offset("g", "u", 0)).isEqualTo(-1);
    }

    @Test
    void forgetsNothingOfAGroupWhoseSubscriptionsItDoesNotUnderstand() {
        groups.commit("g", 0, 1);
        groups.elapse(7 * DAY - 3 * CHECK);
        Client.stabilize(member.type("connect").saying(Client.bytes("x")));
        liveOn(5 * CHECK, member);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
    }

    @Test
    void forgetsAtTheTimeThatAnOldClientAskedFor() {
        groups.commit(new CommitOffsets(
                "g",
                MemberClaim.NONE,
                null,
                DAY,
                List.of(new TopicPartitions<>("t", TopicPartitions.NO_ID, List.of(new NewOffset(0, 5, -1, ""))))));
        groups.coordinator().restart();
        groups.elapse(DAY - SECOND);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(5);
        groups.elapse(CHECK + SECOND);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
    }

    @Test
    void forgetsNothingThatATransactionIsAbout() {
        groups.commit("g", 0, 1);
        groups.commit("g", MemberClaim.NONE, new Transaction("x", 7, (short) 0), "t", 0, 2);
        groups.elapse(8 * DAY);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
        groups.endTransaction(7, 0, false);
        groups.elapse(CHECK);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
    }

    @Test
    void forgetsWhatWasCommittedForATopicThatIsGone() {
        groups.makeTopic("u", 2);
        groups.commit("g", 0, 1);
        groups.commit("g", MemberClaim.NONE, null, "u", 0, 2);
        groups.commit("h", MemberClaim.NONE, null, "u", 1, 3);
        groups.deleteTopic("u");
        groups.tellDeleted();

        groups.makeTopic("u", 2);
        assertThat(groups.fetchAll("g")).extracting(TopicPartitions::topic).containsExactly("t");
        assertThat(groups.describe("h").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        groups.coordinator().restart();
        assertThat(groups.describe("h").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void noticesAtAStartWhichTopicsWentInTheMeantime() {
        groups.commit("g", 0, 1);
        groups.deleteTopic("t");
        groups.coordinator().restart();
        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
        groups.elapse(SECOND);

        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void forgetsGroupsThatHaveNeitherMembersNorOffsets() {
        Client.stabilize(member);
        member.leave();
        assertThat(groups.describe("g").value().state()).isEqualTo(GroupState.EMPTY);
        groups.elapse(CHECK);

        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void forgetsVeryManyInStepsThatOthersGetInBetween() {
        groups.makeTopic("wide", 3_000);
        for (int partition = 0; partition < 3_000; partition++) {
            groups.commit("g" + partition % 2, MemberClaim.NONE, null, "wide", partition, 1);
        }
        groups.deleteTopic("wide");
        int before = groups.coordinator().logSize();
        groups.coordinator().restart();
        groups.coordinator().elapse(0);

        int inOneStep = groups.coordinator().logSize() - before;
        assertThat(inOneStep).isBetween(1, 1_100);
        groups.elapse(SECOND);
        assertThat(groups.describe("g0").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(groups.describe("g1").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void forgetsAtOnceWhatAShorterRetentionDoesNotKeep() {
        groups.commit("g", 0, 1);
        groups.elapse(2 * GroupsUnderTest.DAY);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);

        groups.configure(GroupsConfig.DEFAULTS.withOffsetsRetentionMillis(GroupsUnderTest.DAY));
        groups.elapse(10);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(-1);
    }
}

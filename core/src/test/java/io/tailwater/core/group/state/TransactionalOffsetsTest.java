package io.tailwater.core.group.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.coordinator.Answer;
import io.tailwater.core.group.CommitOffsets.Transaction;
import io.tailwater.core.group.MemberClaim;
import io.tailwater.core.group.PartitionAnswer;
import io.tailwater.core.group.TopicPartitions;
import io.tailwater.core.result.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offsets that count when a transaction is committed. */
class TransactionalOffsetsTest {

    private static final long PRODUCER = 7;

    private final GroupsUnderTest groups = new GroupsUnderTest();

    private Answer<List<TopicPartitions<PartitionAnswer>>> commit(int epoch, int partition, long offset) {
        return groups.commit(
                "g", MemberClaim.NONE, new Transaction("tx", PRODUCER, (short) epoch), "t", partition, offset);
    }

    private ErrorCode stableError(int partition) {
        var error = groups.fetch("g", "t", partition, true).error();
        return error == null ? null : error.code();
    }

    @Test
    void countFromTheMarkerOn() {
        groups.commit("g", 0, 1);
        commit(0, 0, 10).value();
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);

        groups.endTransaction(PRODUCER, 0, true).value();
        assertThat(groups.offset("g", "t", 0)).isEqualTo(10);
    }

    @Test
    void neverCountWhenAborted() {
        groups.commit("g", 0, 1);
        commit(0, 0, 10);
        groups.endTransaction(PRODUCER, 0, false).value();

        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
        assertThat(stableError(0)).isNull();
    }

    @Test
    void areNotToldToWhoWantsStableOnesUntilDecided() {
        commit(0, 0, 10);
        assertThat(stableError(0)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(stableError(1)).isNull();
        groups.endTransaction(PRODUCER, 0, true);

        assertThat(stableError(0)).isNull();
        assertThat(groups.fetch("g", "t", 0, true).offset()).isEqualTo(10);
    }

    @Test
    void stayUndecidedThroughRestartsAndCompaction() {
        groups.commit("g", 0, 1);
        commit(0, 0, 10);
        groups.coordinator().restart();
        groups.coordinator().compact();
        groups.coordinator().restart();
        assertThat(stableError(0)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);

        groups.endTransaction(PRODUCER, 0, true);
        groups.coordinator().restart();
        assertThat(groups.offset("g", "t", 0)).isEqualTo(10);
    }

    @Test
    void doNotTakeBackWhatWasCommittedSince() {
        commit(0, 0, 10);
        groups.commit("g", 0, 20);
        groups.coordinator().compact();
        groups.coordinator().restart();
        groups.endTransaction(PRODUCER, 0, true);

        assertThat(groups.offset("g", "t", 0)).isEqualTo(20);
    }

    @Test
    void areNotTakenFromAProducerThatWasReplaced() {
        commit(1, 0, 10);
        assertThat(commit(0, 1, 5).errorCode()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        groups.endTransaction(PRODUCER, 2, false).value();

        assertThat(commit(1, 1, 5).errorCode()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(groups.endTransaction(PRODUCER, 1, true).errorCode()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        groups.coordinator().restart();
        assertThat(commit(1, 1, 5).errorCode()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(commit(2, 1, 5).isGiven()).isTrue();
        assertThat(stableError(1)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
    }

    @Test
    void areTakenInAnyStateOfTheGroupFromItsMembers() {
        Client member = groups.client("g");
        member.joined();
        Transaction transaction = new Transaction("tx", PRODUCER, (short) 0);

        assertThat(groups.commit("g", member.claim(), transaction, "t", 0, 1).isGiven())
                .isTrue();
        MemberClaim old = new MemberClaim(member.memberId, null, 0);
        assertThat(groups.commit("g", old, transaction, "t", 0, 2).errorCode()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(groups.commit("none", old, transaction, "t", 0, 2).errorCode())
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        groups.endTransaction(PRODUCER, 0, true);
        assertThat(groups.offset("g", "t", 0)).isEqualTo(1);
    }

    @Test
    void areForgottenWithTheirGroup() {
        commit(0, 0, 10);
        groups.delete("g").value();
        groups.endTransaction(PRODUCER, 0, true).value();

        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        groups.coordinator().restart();
        assertThat(groups.fetchAll("g")).isEmpty();
    }

    @Test
    void leaveNoGroupBehindWhenAborted() {
        commit(0, 0, 10);
        groups.endTransaction(PRODUCER, 0, false);

        assertThat(groups.describe("g").errorCode()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
    }

    @Test
    void endForAProducerThatCommittedNothingHere() {
        assertThat(groups.endTransaction(PRODUCER, 0, true).isGiven()).isTrue();
    }
}

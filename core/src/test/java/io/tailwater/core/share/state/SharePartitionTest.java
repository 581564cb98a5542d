package io.tailwater.core.share.state;

import static io.tailwater.core.share.AcknowledgeType.ACCEPT;
import static io.tailwater.core.share.AcknowledgeType.GAP;
import static io.tailwater.core.share.AcknowledgeType.REJECT;
import static io.tailwater.core.share.AcknowledgeType.RELEASE;
import static io.tailwater.core.share.AcknowledgeType.RENEW;
import static io.tailwater.core.share.state.SharesUnderTest.LOCK_MILLIS;
import static io.tailwater.core.share.state.SharesUnderTest.MAX_LOCKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.ShareOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What members get of a partition, and what comes of what they say. */
class SharePartitionTest {

    private final SharesUnderTest shares = new SharesUnderTest();

    @Test
    void givesEachRecordToOneMember() {
        shares.append(10, 10, 10);

        assertThat(shares.fetch("a", 10)).containsExactly(new AcquiredRange(0, 9, 1));
        assertThat(shares.fetch("b", 20)).containsExactly(new AcquiredRange(10, 29, 1));
        assertThat(shares.fetch("a", 10)).isEmpty();
    }

    @Test
    void givesBatchesWholeUnlessToldNotTo() {
        shares.append(10, 10);

        assertThat(shares.fetch("a", 3)).containsExactly(new AcquiredRange(0, 9, 1));
        assertThat(shares.fetchStrictly("b", 3)).containsExactly(new AcquiredRange(10, 12, 1));
        assertThat(shares.fetchStrictly("b", 3)).containsExactly(new AcquiredRange(13, 15, 1));
    }

    @Test
    void cutsWhatIsAcquiredAtBatches() {
        shares.append(4, 4, 4, 4);
        FetchTicket ticket =
                new FetchTicket(SharesUnderTest.query("a", 1, false).member());
        var query = SharesUnderTest.query("a", 100, false);
        var cutting = new io.tailwater.core.share.ShareFetchQuery(
                query.member(), query.partitions(), 100, false, 6, 1, 1 << 20, 0);

        assertThat(shares.acquire(ticket, cutting, shares.claim(ticket, 0).value()))
                .containsExactly(new AcquiredRange(0, 7, 1), new AcquiredRange(8, 15, 1));
    }

    @Test
    void movesOnWhenEverythingIsAccepted() {
        shares.append(10);
        shares.fetch("a", 10);

        assertThat(shares.acknowledge("a", 0, 9, ACCEPT)).isNull();

        assertThat(shares.offsets()).containsExactly(new ShareOffset(SharesUnderTest.PARTITION, 10, 4, 0));
        assertThat(shares.fetch("b", 10)).isEmpty();
    }

    @Test
    void staysWhereSomethingIsLeftAndCountsWhatIsDone() {
        shares.append(10);
        shares.fetch("a", 10);

        shares.acknowledge("a", 3, 9, ACCEPT);

        assertThat(shares.offsets()).containsExactly(new ShareOffset(SharesUnderTest.PARTITION, 0, 4, 7));
        shares.acknowledge("a", 0, 2, REJECT, ACCEPT, GAP);
        assertThat(shares.offsets()).containsExactly(new ShareOffset(SharesUnderTest.PARTITION, 10, 4, 0));
    }

    @Test
    void deliversAgainWhatIsReleasedAndCounts() {
        shares.append(10);
        shares.fetch("a", 10);

        shares.acknowledge(
                "a", 0, 9, ACCEPT, RELEASE, RELEASE, REJECT, ACCEPT, ACCEPT, ACCEPT, ACCEPT, ACCEPT, RELEASE);

        assertThat(shares.startOffset()).isEqualTo(1);
        assertThat(shares.fetch("b", 10)).containsExactly(new AcquiredRange(1, 2, 2), new AcquiredRange(9, 9, 2));
    }

    @Test
    void givesUpARecordThatIsDeliveredTooOften() {
        shares.append(1);
        for (int delivery = 1; delivery <= 5; delivery++) {
            assertThat(shares.fetch("a", 1)).containsExactly(new AcquiredRange(0, 0, delivery));
            assertThat(shares.acknowledge("a", 0, 0, RELEASE)).isNull();
        }
        assertThat(shares.fetch("a", 1)).isEmpty();
        assertThat(shares.startOffset()).isEqualTo(1);
    }

    @Test
    void isolatesWhatIsDeliveredOftenSoThatItTakesNoNeighboursWithIt() {
        shares.append(8);
        for (int delivery = 1; delivery <= 3; delivery++) {
            assertThat(shares.fetch("a", 8)).containsExactly(new AcquiredRange(0, 7, delivery));
            shares.acknowledge("a", 0, 7, RELEASE);
        }

        assertThat(shares.fetch("a", 8)).containsExactly(new AcquiredRange(0, 3, 4));
        shares.acknowledge("a", 0, 3, RELEASE);
        assertThat(shares.fetch("a", 8)).containsExactly(new AcquiredRange(0, 0, 5));
        assertThat(shares.fetch("b", 8)).containsExactly(new AcquiredRange(1, 1, 5));
    }

    @Test
    void takesBackWhatAMemberHasForTooLong() {
        shares.append(10);
        shares.fetch("a", 10);
        shares.acknowledge("a", 0, 4, ACCEPT);

        shares.coordinator().elapse(LOCK_MILLIS - 1);
        assertThat(shares.fetch("b", 10)).isEmpty();
        shares.coordinator().elapse(1);

        assertThat(shares.fetch("b", 10)).containsExactly(new AcquiredRange(5, 9, 2));
        assertThat(shares.acknowledge("a", 5, 9, ACCEPT)).isEqualTo(ErrorCode.INVALID_RECORD_STATE);
        assertThat(shares.acknowledge("b", 5, 9, ACCEPT)).isNull();
    }

    @Test
    void locksOfDifferentTimesEndOneByOne() {
        shares.append(10, 10);
        shares.fetch("a", 10);
        shares.coordinator().elapse(LOCK_MILLIS / 2);
        shares.fetch("b", 10);

        shares.coordinator().elapse(LOCK_MILLIS / 2);
        assertThat(shares.fetch("c", 100)).containsExactly(new AcquiredRange(0, 9, 2));
        shares.coordinator().elapse(LOCK_MILLIS / 2);
        assertThat(shares.fetch("d", 100)).containsExactly(new AcquiredRange(10, 19, 2));
    }

    @Test
    void renewsLocks() {
        shares.append(10);
        shares.fetch("a", 10);
        shares.coordinator().elapse(LOCK_MILLIS - 1);

        assertThat(shares.acknowledge("a", 0, 4, RENEW)).isNull();
        shares.coordinator().elapse(1);

        assertThat(shares.fetch("b", 10)).containsExactly(new AcquiredRange(5, 9, 2));
        assertThat(shares.acknowledge("a", 0, 4, ACCEPT)).isNull();
    }

    @Test
    void aLeavingMembersRecordsAreDeliveredAsIfTheyHadNotBeen() {
        shares.append(10);
        shares.fetch("a", 10);
        int before = shares.coordinator().logSize();

        shares.release("a");

        assertThat(shares.coordinator().logSize()).isEqualTo(before);
        assertThat(shares.fetch("b", 10)).containsExactly(new AcquiredRange(0, 9, 1));
    }

    @Test
    void refusesWhatIsNotTheMembersAndChangesNothing() {
        shares.append(10, 10);
        shares.fetch("a", 10);

        assertThat(shares.acknowledge("b", 0, 9, ACCEPT)).isEqualTo(ErrorCode.INVALID_RECORD_STATE);
        assertThat(shares.acknowledge("a", 0, 10, ACCEPT)).isEqualTo(ErrorCode.INVALID_REQUEST);
        shares.acknowledge("a", 5, 5, ACCEPT);
        assertThat(shares.acknowledge("a", 0, 9, ACCEPT)).isEqualTo(ErrorCode.INVALID_RECORD_STATE);
        assertThat(shares.acknowledge("a", 5, 5, ACCEPT)).isEqualTo(ErrorCode.INVALID_RECORD_STATE);
        assertThat(shares.ask(
                                "a",
                                List.of(
                                        new Acknowledgement(0, 2, List.of(ACCEPT)),
                                        new Acknowledgement(2, 3, List.of(ACCEPT))))
                        .value()
                        .get(0)
                        .error()
                        .code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);

        assertThat(shares.offsets()).containsExactly(new ShareOffset(SharesUnderTest.PARTITION, 0, 4, 1));
    }

    @Test
    void doesNotMindAcknowledgementsOfWhatIsDoneWith() {
        shares.append(10);
        shares.fetch("a", 10);
        shares.acknowledge("a", 0, 4, ACCEPT);

        assertThat(shares.acknowledge("a", 0, 4, ACCEPT)).isNull();
        assertThat(shares.acknowledge("a", 0, 9, ACCEPT)).isNull();
        assertThat(shares.startOffset()).isEqualTo(10);
    }

    @Test
    void givesNothingNewWhenSoMuchIsUnderWay() {
        shares.append(MAX_LOCKS - 10, 20, 20);
        shares.fetch("a", MAX_LOCKS);

        assertThat(shares.startOffset()).isZero();
        assertThat(shares.fetch("b", 100)).isEmpty();
        shares.acknowledge("a", 5, 5, RELEASE);
        assertThat(shares.fetch("b", 100)).containsExactly(new AcquiredRange(5, 5, 2));
        shares.acknowledge("a", 0, 4, ACCEPT);
        assertThat(shares.fetch("b", 100)).isEmpty();
        shares.acknowledge("b", 5, 5, ACCEPT);
        shares.acknowledge("a", 6, 100, ACCEPT);
        assertThat(shares.fetch("b", 100)).containsExactly(new AcquiredRange(MAX_LOCKS + 10, MAX_LOCKS + 29, 1));
    }

    @Test
    void leavesOutMarkersAbortedRecordsAndGaps() {
        shares.append(5);
        shares.append(1, false);
        shares.append(5);
        shares.skip(7);
        shares.append(3, false);
        shares.append(2);

        assertThat(shares.fetch("a", 100))
                .containsExactly(new AcquiredRange(0, 4, 1), new AcquiredRange(6, 10, 1), new AcquiredRange(21, 22, 1));
        shares.acknowledge("a", 0, 4, ACCEPT);
        assertThat(shares.startOffset()).isEqualTo(6);
        shares.acknowledge("a", 6, 10, ACCEPT);
        assertThat(shares.startOffset()).isEqualTo(21);
    }

    @Test
    void passesWhatWasDeletedFromTheLog() {
        shares.append(10, 10, 10);
        shares.fetch("a", 10);
        shares.deleteBefore(15);

        assertThat(shares.fetch("b", 100)).containsExactly(new AcquiredRange(15, 29, 1));
        assertThat(shares.startOffset()).isEqualTo(15);
        assertThat(shares.acknowledge("a", 0, 9, ACCEPT)).isNull();
    }

    @Test
    void beginsWhereItIsTold() {
        shares.append(10);
        shares.beginAt(7);

        assertThat(shares.fetch("a", 10)).containsExactly(new AcquiredRange(7, 9, 1));
    }

    @Test
    void goesBackWhenAnAdministratorSaysSo() {
        shares.append(10);
        shares.fetch("a", 10);
        shares.acknowledge("a", 0, 9, ACCEPT);

        shares.alter(4);

        assertThat(shares.fetch("a", 10)).containsExactly(new AcquiredRange(4, 9, 1));
    }

    @Test
    void givesNothingThatWasReadBeforeItWentBack() {
        shares.append(10, 10);
        shares.fetch("a", 10);
        FetchTicket ticket =
                new FetchTicket(SharesUnderTest.query("b", 10, false).member());
        var claims = shares.claim(ticket, 0).value();
        shares.alter(0);

        assertThat(shares.acquire(ticket, SharesUnderTest.query("b", 10, false), claims))
                .isEmpty();
        assertThat(shares.fetch("b", 100)).containsExactly(new AcquiredRange(0, 19, 1));
    }

    @Test
    void countsWhatItTakesAndTakesNoMoreThanItMay() {
        SharesUnderTest small = new SharesUnderTest(100);
        FetchTicket ticket =
                new FetchTicket(SharesUnderTest.query("a", 1, false).member());
        small.append(10);
        var error = small.prepare(new FetchTicket.Unready(SharesUnderTest.PARTITION, false, -1));

        assertThat(error.code()).isEqualTo(ErrorCode.POLICY_VIOLATION);
        assertThat(small.coordinator().state().footprintBytes()).isZero();
        assertThat(ticket.member().memberId()).isEqualTo("a");
    }

    @Test
    void forgetsATopicThatIsGone() {
        shares.append(10);
        shares.fetch("a", 10);

        shares.deleteTopic();

        assertThat(shares.offsets()).isEmpty();
        assertThat(shares.coordinator().state().footprintBytes()).isZero();
        shares.coordinator().restart();
        assertThat(shares.offsets()).isEmpty();
    }
}

package io.tailwater.core.share.state;

import static io.tailwater.core.share.AcknowledgeType.ACCEPT;
import static io.tailwater.core.share.AcknowledgeType.RELEASE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.ShareOffset;
import org.junit.jupiter.api.Test;

/** What outlives the broker. */
class ShareRestartTest {

    private final SharesUnderTest shares = new SharesUnderTest();

    @Test
    void whatWasAcceptedIsNotDeliveredAgainAndWhatWasUnderWayIs() {
        shares.append(10);
        shares.fetch("a", 10);
        shares.acknowledge("a", 3, 5, ACCEPT);

        shares.coordinator().restart();

        assertThat(shares.fetch("b", 10)).containsExactly(new AcquiredRange(0, 2, 1), new AcquiredRange(6, 9, 1));
    }

    @Test
    void deliveryCountsOfWhatWasReleasedAreKept() {
        shares.append(4);
        for (int i = 0; i < 2; i++) {
            shares.fetch("a", 4);
            shares.acknowledge("a", 0, 3, RELEASE);
        }
        shares.fetch("a", 4); // Only who has them is not kept, nor that they were delivered this third time.

        shares.coordinator().restart();

        assertThat(shares.fetch("b", 4)).containsExactly(new AcquiredRange(0, 3, 3));
    }

    @Test
    void whatIsNotOnDiskIsNotAnswered() {
        shares.append(10);
        shares.fetch("a", 10);
        shares.coordinator().holdFlushes();

        var answer = shares.ask(
                "a", java.util.List.of(new io.tailwater.core.share.Acknowledgement(0, 9, java.util.List.of(ACCEPT))));
        assertThat(answer.isGiven()).isFalse();
        shares.coordinator().crash();

        assertThat(answer.isRefused()).isTrue();
        shares.coordinator().flush();
        assertThat(shares.startOffset()).isZero();
    }

    @Test
    void writtenAnewItIsTheSame() {
        shares.append(10, 10);
        shares.fetch("a", 20);
        shares.acknowledge("a", 2, 4, ACCEPT);
        shares.acknowledge("a", 7, 9, RELEASE);
        shares.fetch("b", 3);

        shares.coordinator().compact();
        assertThat(shares.coordinator().logSize()).isEqualTo(1);
        shares.coordinator().restart();

        assertThat(shares.offsets()).containsExactly(new ShareOffset(SharesUnderTest.PARTITION, 0, 4, 3));
        assertThat(shares.fetch("c", 100))
                .containsExactly(
                        new AcquiredRange(0, 1, 1),
                        new AcquiredRange(5, 6, 1),
                        new AcquiredRange(7, 9, 2),
                        new AcquiredRange(10, 19, 1));
    }

    @Test
    void recordsThatTookThePlaceOfLostOnesAreDelivered() {
        shares.append(10, 10);
        shares.fetch("a", 20);
        shares.acknowledge("a", 0, 19, ACCEPT);

        shares.coordinator().restart();
        shares.cutLog(10);
        shares.append(5);

        assertThat(shares.fetch("a", 100)).containsExactly(new AcquiredRange(10, 14, 1));
    }

    @Test
    void deletionsThatHappenedMeanwhileAreSeen() {
        shares.append(10, 10);
        shares.fetch("a", 10);
        shares.coordinator().restart();
        shares.deleteBefore(10);

        assertThat(shares.fetch("a", 100)).containsExactly(new AcquiredRange(10, 19, 1));
    }
}

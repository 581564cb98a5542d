package io.tailwater.core.retention;

import static io.tailwater.core.retention.Segments.HOUR;
import static io.tailwater.core.retention.Segments.NOW;
import static io.tailwater.core.retention.Segments.log;
import static io.tailwater.core.retention.Segments.ofAges;
import static io.tailwater.core.retention.Segments.segment;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.SegmentInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionPolicyTest {

    private static final long SINCE_EVER = -1;

    private static Verdict judge(RetainedLog log, List<SegmentInfo> segments) {
        return RetentionPolicy.judge(log, segments, SINCE_EVER, NOW);
    }

    @Test
    void deletesSegmentsWhoseLargestTimestampIsPastTheTime() {
        Verdict verdict = judge(log("orders", "retention.ms", "3600000"), ofAges(100, 3 * HOUR, 2 * HOUR, HOUR, 5));

        assertThat(verdict).isEqualTo(new Verdict(20, 2, 200, false));
    }

    @Test
    void keepsWhatIsJustAsOldAsTheTime() {
        assertThat(judge(log("orders", "retention.ms", "3600000"), ofAges(100, HOUR, 5))
                        .deletes())
                .isFalse();
        assertThat(judge(log("orders", "retention.ms", "3599999"), ofAges(100, HOUR, 5))
                        .deletes())
                .isTrue();
    }

    @Test
    void stopsAtTheFirstSegmentThatIsToBeKept() {
        Verdict verdict = judge(log("orders", "retention.ms", "3600000"), ofAges(100, 2 * HOUR, 5, 2 * HOUR, 5));

        assertThat(verdict.deleteBefore()).isEqualTo(10);
    }

    @Test
    void deletesTheSegmentBeingWrittenWhenAllOfItIsTooOld() {
        Verdict verdict = judge(log("orders", "retention.ms", "3600000"), ofAges(100, 3 * HOUR, 2 * HOUR));

        assertThat(verdict).isEqualTo(new Verdict(20, 2, 200, false));
    }

    @Test
    void keepsAtLeastAsManyBytesAsAreToBeKept() {
        RetainedLog log = log("orders", "retention.ms", "-1", "retention.bytes", "250");

        assertThat(judge(log, ofAges(100, 5, 4, 3, 2)).segments()).isEqualTo(1);
        assertThat(judge(log, ofAges(100, 5, 4, 3)).deletes()).isFalse();
        assertThat(judge(log("orders", "retention.bytes", "200"), ofAges(100, 5, 4, 3, 2))
                        .segments())
                .isEqualTo(2);
        assertThat(judge(log("orders", "retention.bytes", "0"), ofAges(100, 5, 4, 3, 2))
                        .deleteBefore())
                .isEqualTo(40);
    }

    @Test
    void keepsEverythingOfTopicsThatDoNotDelete() {
        List<SegmentInfo> old = ofAges(100, 900 * HOUR, 800 * HOUR, 5);

        assertThat(judge(log("table", "cleanup.policy", "compact"), old).deletes())
                .isFalse();
        assertThat(judge(log("kept", "cleanup.policy", ""), old).deletes()).isFalse();
        assertThat(judge(log("kept", "retention.ms", "-1"), old).deletes()).isFalse();
        assertThat(judge(log("both", "cleanup.policy", "compact,delete"), old).segments())
                .isEqualTo(2);
    }

    @Test
    void keepsWhatIsNotDecidedYet() {
        List<SegmentInfo> old = ofAges(100, 5 * HOUR, 4 * HOUR, 3 * HOUR, 2 * HOUR);

        Verdict verdict = judge(log("orders", 25, "retention.ms", "3600000"), old);

        assertThat(verdict.deleteBefore()).isEqualTo(20);
    }

    @Test
    void batchesWithoutTimestampsAreAsOldAsWhatFollowsThem() {
        List<SegmentInfo> segments = List.of(
                segment(0, -1, -1, 100, false),
                segment(1, -1, -1, 100, false),
                segment(2, NOW - 2 * HOUR, NOW - 2 * HOUR, 100, false),
                segment(3, -1, -1, 100, false),
                segment(4, -1, -1, 100, true));

        assertThat(judge(log("orders", "retention.ms", "3600000"), segments).segments())
                .isEqualTo(3);
    }

    @Test
    void batchesWithoutTimestampsAreAsOldAsTheirFilesSay() {
        List<SegmentInfo> segments = List.of(
                withoutTimestamps(0, NOW - 3 * HOUR, false),
                withoutTimestamps(1, NOW - HOUR - 1, false),
                withoutTimestamps(2, NOW - HOUR, false),
                withoutTimestamps(3, -1, true));

        assertThat(judge(log("plain", "retention.ms", "3600000"), segments).deleteBefore())
                .isEqualTo(20);
        assertThat(judge(log("plain", "retention.ms", "-1"), segments).deletes())
                .isFalse();
    }

    private static SegmentInfo withoutTimestamps(int index, long lastModifiedMillis, boolean active) {
        return new SegmentInfo(10L * index, 10L * index + 10, 100, -1, -1, lastModifiedMillis, active);
    }

    @Test
    void closesWhatIsWrittenForLongerThanSegmentMsThoughNothingIsAppended() {
        RetainedLog log = log("orders", "segment.ms", "3600000", "retention.ms", "-1");

        assertThat(judge(log, ofAges(100, HOUR + 1)).roll()).isTrue();
        assertThat(judge(log, ofAges(100, HOUR)).roll()).isFalse();
        assertThat(judge(log, List.of(segment(0, NOW - 2 * HOUR, NOW, 100, false)))
                        .roll())
                .isFalse();
        assertThat(judge(log, List.of(segment(0, -1, -1, 0, true))).roll()).isFalse();
    }

    @Test
    void closesWhatIsWrittenForAnEighthOfTheRetention() {
        RetainedLog log = log("orders", "retention.ms", "8000");

        assertThat(judge(log, List.of(segment(0, NOW - 1001, NOW, 100, true))).roll())
                .isTrue();
        assertThat(judge(log, List.of(segment(0, NOW - 1000, NOW, 100, true))).roll())
                .isFalse();
    }

    /** Somebody brings in the records of three years; a segment must not be closed at every look. */
    @Test
    void oldTimestampsDoNotCloseASegmentThatHasJustBegun() {
        RetainedLog log = log("imported", "segment.ms", "3600000", "retention.ms", "-1");
        List<SegmentInfo> segments = ofAges(100, 26_280 * HOUR);

        assertThat(RetentionPolicy.judge(log, segments, NOW - HOUR, NOW).roll()).isFalse();
        assertThat(RetentionPolicy.judge(log, segments, NOW - HOUR - 1, NOW).roll())
                .isTrue();
    }

    @Test
    void timestampsAheadOfTheClockAreNotOld() {
        RetainedLog log = log("ahead", "retention.ms", "1", "segment.ms", "1");

        assertThat(judge(log, ofAges(100, -HOUR, -HOUR))).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void aRecordOutlivesItsTimeByAnEighthHoweverSeldomSomethingIsAppended() {
        RetainedLog log = log("trickle", "retention.ms", Long.toString(8 * HOUR));
        Trickle trickle = new Trickle(log, HOUR / 10);

        for (int step = 0; step < 1000; step++) {
            trickle.step();
            assertThat(trickle.oldestAgeMillis()).isLessThanOrEqualTo(9 * HOUR + HOUR / 5);
            assertThat(trickle.segmentCount()).isLessThanOrEqualTo(11);
        }
        assertThat(trickle.oldestAgeMillis()).isGreaterThanOrEqualTo(8 * HOUR);
    }
}

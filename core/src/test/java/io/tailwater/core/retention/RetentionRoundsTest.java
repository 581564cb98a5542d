package io.tailwater.core.retention;

import static io.tailwater.core.retention.Segments.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.spi.LogId;
import io.tailwater.spi.SegmentInfo;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetentionRoundsTest {

    private static final long PAUSE = 30_000;

    private final ManualWork work = new ManualWork();
    private final LogsInMemory logs = new LogsInMemory();
    private final RetentionCounts counts = new RetentionCounts(BrokerMetrics.NONE);
    private final RetentionRounds rounds = new RetentionRounds(
            logs, () -> PAUSE, () -> Instant.ofEpochMilli(work.nowMillis()), counts, work, work.executors());

    @Test
    void deletesWhatExpiresInTheRoundAfterThat() {
        LogId orders = logs.topic("orders", 4096, "retention.ms", Long.toString(HOUR));
        for (int i = 0; i < 12; i++) {
            logs.append(orders, 1000, work.nowMillis());
        }
        rounds.start();

        work.pass(HOUR - PAUSE);
        assertThat(logs.log(orders).startOffset()).isZero();

        work.pass(3 * PAUSE);
        assertThat(logs.log(orders).startOffset()).isEqualTo(12);
        assertThat(counts.totals().expiredSegments()).isEqualTo(3);
        assertThat(counts.totals().expiredBytes()).isEqualTo(12_000);
    }

    @Test
    void aQuietTopicsRecordsExpireOneByOne() {
        LogId quiet = logs.topic("quiet", 1 << 30, "retention.ms", Long.toString(8 * HOUR));
        rounds.start();

        for (int i = 0; i < 200; i++) {
            logs.append(quiet, 100, work.nowMillis());
            work.pass(HOUR / 2);
            long oldest = logs.log(quiet).segments().get(0).firstTimestampMillis();
            assertThat(work.nowMillis() - oldest).isLessThanOrEqualTo(9 * HOUR + HOUR / 2 + 2 * PAUSE);
        }
        assertThat(logs.log(quiet).endOffset() - logs.log(quiet).startOffset()).isGreaterThanOrEqualTo(16);
    }

    @Test
    void recordsOfThePastDoNotMakeASegmentOfEachRound() {
        LogId imported = logs.topic("imported", 1 << 30, "retention.ms", "-1", "segment.ms", Long.toString(HOUR));
        rounds.start();

        for (int i = 0; i < 110; i++) {
            logs.append(imported, 100, work.nowMillis() - 10_000 * HOUR);
            work.pass(PAUSE);
        }

        assertThat(logs.log(imported).segments()).hasSizeLessThanOrEqualTo(3);
    }

    /** Since when it was written before the start nothing says. */
    @Test
    void whatWasWrittenWithoutTimestampsBeforeTheStartIsClosedThen() {
        LogId plain = logs.topic("plain", 1 << 30, "retention.ms", Long.toString(100 * HOUR));
        logs.append(plain, 100, -1);
        rounds.start();

        work.pass(2 * PAUSE);
        assertThat(logs.log(plain).segments()).noneMatch(segment -> segment.active() && segment.sizeBytes() > 0);

        logs.append(plain, 100, -1);
        work.pass(10 * HOUR);
        assertThat(logs.log(plain).segments()).anyMatch(SegmentInfo::active);
        work.pass(3 * HOUR);
        assertThat(logs.log(plain).segments()).noneMatch(segment -> segment.active() && segment.sizeBytes() > 0);
    }

    @Test
    void anIdleSegmentIsClosed() {
        LogId idle = logs.topic("idle", 1 << 30, "retention.ms", "-1", "segment.ms", Long.toString(HOUR));
        logs.append(idle, 100, work.nowMillis());
        rounds.start();

        work.pass(HOUR + 2 * PAUSE);

        assertThat(logs.log(idle).segments().stream().filter(segment -> segment.sizeBytes() > 0))
                .noneMatch(SegmentInfo::active);
    }

    @Test
    void changedSettingsAreGoneByAtOnce() {
        LogId orders = logs.topic("orders", 4096, "retention.ms", Long.toString(HOUR));
        for (int i = 0; i < 12; i++) {
            logs.append(orders, 1000, work.nowMillis());
        }
        rounds.start();
        work.pass(PAUSE + 1);

        logs.topic("orders", 4096, "retention.ms", "1000");
        rounds.settingsChanged();
        work.pass(200);

        assertThat(logs.log(orders).startOffset()).isEqualTo(12);
    }

    @Test
    void settingsChangedWhileARoundIsUnderWayAreGoneByAtOnceToo() {
        logs.whenLooking = () -> {
            logs.whenLooking = () -> {};
            rounds.settingsChanged();
        };
        rounds.start();

        work.pass(PAUSE + 200);

        assertThat(logs.looks).isEqualTo(2);
    }

    @Test
    void aRoundThatFailsIsFollowedByAnother() {
        logs.whenLooking = () -> {
            throw new IllegalStateException("no shards");
        };
        rounds.start();

        work.pass(3 * PAUSE);

        assertThat(logs.looks).isEqualTo(3);
    }

    @Test
    void nothingIsDoneOnceItIsStopped() {
        rounds.start();
        work.pass(10 * PAUSE);
        int looks = logs.looks;

        rounds.stop();
        rounds.settingsChanged();
        work.pass(10 * PAUSE);

        assertThat(looks).isEqualTo(10);
        assertThat(logs.looks).isEqualTo(looks);
    }
}

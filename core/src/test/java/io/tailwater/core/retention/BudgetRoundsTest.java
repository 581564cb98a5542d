package io.tailwater.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.DiskBudget;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.retention.LogsInMemory.Deletion;
import io.tailwater.spi.LogId;
import org.junit.jupiter.api.Test;

class BudgetRoundsTest {

    private static final int MIB = 1 << 20;
    private static final int BATCH = 100_000;

    private final ManualWork work = new ManualWork();
    private final LogsInMemory logs = new LogsInMemory();
    private final RetentionCounts counts = new RetentionCounts(BrokerMetrics.NONE);
    private final SpaceGate gate = new SpaceGate();
    private long usedOfVolume;
    private DiskBudget budget = new DiskBudget(20 * MIB, 0);

    private final BudgetRounds rounds = new BudgetRounds(
            logs,
            () -> budget,
            new Volume() {
                @Override
                public long totalBytes() {
                    return 100L * MIB;
                }

                @Override
                public long usableBytes() {
                    return 100L * MIB - usedOfVolume - logs.bytes();
                }
            },
            gate,
            counts,
            work,
            work.executors());

    private void append(LogId id, long bytes) {
        for (long left = bytes; left > 0; left -= BATCH) {
            logs.append(id, BATCH, work.nowMillis());
        }
    }

    @Test
    void deletesTheOldestSegmentsOfAllTopicsBeforeTheBudgetIsUsedUp() {
        LogId first = logs.topic("first", MIB);
        LogId second = logs.topic("second", MIB);
        rounds.start();
        append(first, 10 * MIB);
        work.pass(1_000);

        for (int i = 0; i < 40; i++) {
            append(second, MIB);
            work.pass(1_000);
            assertThat(logs.bytes()).isLessThanOrEqualTo(20 * MIB);
            assertThat(gate.refusal()).isNull();
        }

        assertThat(logs.bytes()).isGreaterThan(17 * MIB);
        assertThat(logs.deletions).allMatch(Deletion::early);
        assertThat(logs.deletions.get(0).topic()).isEqualTo("first");
        assertThat(logs.log(first).endOffset() - logs.log(first).startOffset()).isLessThan(12);
        assertThat(counts.totals().earlyBytes()).isGreaterThan(20 * MIB);
        assertThat(counts.totals().budgetBytes()).isEqualTo(20 * MIB);
    }

    @Test
    void aSingleLargeSegmentDoesNotGoAsAWhole() {
        LogId only = logs.topic("only", 1 << 30);
        rounds.start();

        for (int i = 0; i < 60; i++) {
            append(only, MIB / 2);
            work.pass(1_000);
        }

        assertThat(logs.bytes()).isBetween(16L * MIB, 20L * MIB);
    }

    @Test
    void refusesAppendsWhereNothingMayBeDeletedAndTakesThemAgainWhenThereIsRoom() {
        LogId kept = logs.topic("kept", MIB, "retention.ms", "-1");
        rounds.start();
        append(kept, 21 * MIB);

        work.pass(2_000);

        BrokerError refusal = gate.refusal();
        assertThat(refusal).isNotNull();
        assertThat(refusal.code()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(refusal.message()).contains("disk.budget");
        assertThat(counts.totals().refusing()).isTrue();
        assertThat(logs.deletions).isEmpty();

        logs.log(kept).deleteBefore(100);
        work.pass(2_000);
        assertThat(gate.refusal()).isNull();
        assertThat(counts.totals().refusing()).isFalse();
    }

    @Test
    void aLargerBudgetIsInForceAtOnce() {
        LogId kept = logs.topic("kept", MIB, "retention.ms", "-1");
        append(kept, 21 * MIB);
        rounds.start();
        work.pass(2_000);
        assertThat(gate.refusal()).isNotNull();

        budget = new DiskBudget(30 * MIB, 0);
        rounds.settingsChanged();
        work.pass(1);

        assertThat(gate.refusal()).isNull();
    }

    @Test
    void aPartOfTheVolumeCountsWhatOthersUseToo() {
        budget = new DiskBudget(0, 50);
        LogId orders = logs.topic("orders", MIB);
        rounds.start();
        append(orders, 20 * MIB);
        work.pass(1_000);
        assertThat(logs.deletions).isEmpty();

        usedOfVolume = 40L * MIB;
        work.pass(1_000);

        assertThat(logs.bytes()).isBetween(8L * MIB, 10L * MIB);
        assertThat(gate.refusal()).isNull();
    }

    @Test
    void looksAtLogsOnlyWhenItMayMatter() {
        LogId orders = logs.topic("orders", MIB);
        rounds.start();
        append(orders, 5 * MIB);

        work.pass(60_000);

        assertThat(logs.looks).isEqualTo(1);
    }

    @Test
    void withoutABudgetNothingIsLookedAt() {
        budget = DiskBudget.OFF;
        rounds.start();

        work.pass(60_000);

        assertThat(logs.looks).isZero();
        assertThat(counts.totals().budgetBytes()).isEqualTo(-1);

        budget = new DiskBudget(20 * MIB, 0);
        rounds.settingsChanged();
        work.pass(1);
        assertThat(logs.looks).isEqualTo(1);
    }
}

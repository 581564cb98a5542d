package io.tailwater.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.retention.RetentionTotals;
import io.tailwater.core.retention.Volume;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HealthTest {

    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong(-HOUR_NANOS);
    private final List<Long> lags = new ArrayList<>();
    private final BrokerMetrics metrics = new BrokerMetrics() {
        @Override
        public void loopLagged(int loop, long late) {
            lags.add(late);
        }
    };
    private final LoopPulses pulses = new LoopPulses(2, metrics, nanos::get);
    private int offline;
    private RetentionTotals retention = RetentionTotals.NOTHING;
    private IntegrityStatus integrity = new IntegrityStatus(0, 0, 0, Map.of());
    private long usableBytes = 1L << 40;
    private int looks;
    private final Health health = new Health(
            vertx,
            new Health.Parts(
                    pulses, () -> Future.succeededFuture(offline), () -> retention, () -> integrity, new Volume() {
                        @Override
                        public long totalBytes() {
                            return 1L << 41;
                        }

                        @Override
                        public long usableBytes() {
                            looks++;
                            return usableBytes;
                        }
                    }),
            Runnable::run,
            nanos::get);

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What is said when the last look is old. */
    private HealthReport report() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
        pulses.beat(0);
        pulses.beat(1);
        return now(health.report());
    }

    private static HealthReport now(Future<HealthReport> report) {
        return report.toCompletionStage().toCompletableFuture().join();
    }

    private static String failing(HealthReport report) {
        return String.join(
                ",",
                report.findings().stream()
                        .filter(finding -> finding.verdict() != HealthFinding.Verdict.PASS)
                        .map(HealthFinding::check)
                        .toList());
    }

    @Test
    void aBrokerThatDoesWhatItIsThereForIsReady() {
        HealthReport report = report();

        assertThat(report.ready()).isTrue();
        assertThat(report.live()).isTrue();
        assertThat(failing(report)).isEmpty();
    }

    @Test
    void isNotReadyOnAFullDiskWhileTheSpaceGateIsShutOrWithALogOffline() {
        usableBytes = 1000;
        assertThat(report().ready()).isFalse();
        assertThat(failing(report())).isEqualTo("disk");

        usableBytes = 1L << 40;
        retention = new RetentionTotals(0, 0, 0, 0, 100, 120, true);
        assertThat(report().ready()).isFalse();
        assertThat(failing(report())).isEqualTo("disk-budget");

        retention = RetentionTotals.NOTHING;
        offline = 2;
        assertThat(failing(report())).isEqualTo("logs");
        assertThat(report().ready()).isFalse();
        assertThat(report().live()).isTrue();
        assertThat(report().without(Set.of("logs")).ready()).isTrue();

        offline = 0;
        assertThat(report().ready()).isTrue();
    }

    @Test
    void damageIsToldButKeepsNobodyAway() {
        integrity = new IntegrityStatus(
                1,
                0,
                1,
                Map.of(
                        new LogId("words", UUID.randomUUID(), 0),
                        List.of(new DamagedRange(3, 5, "a CRC does not fit"))));

        assertThat(failing(report())).isEqualTo("damage");
        assertThat(report().ready()).isTrue();
        assertThat(report().findings().toString()).doesNotContain("words");
    }

    @Test
    void isNotLiveWhenALoopHasNotTurnedForLong() {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(Health.STUCK_SECONDS));
        pulses.beat(0);
        assertThat(health.liveness().live()).as("late is not stuck").isTrue();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
        pulses.beat(0);
        assertThat(health.liveness().live()).as("the other has not turned").isFalse();
        assertThat(now(health.report()).live()).isFalse();

        pulses.beat(1);
        assertThat(health.liveness().live()).isTrue();
    }

    @Test
    void tellsByHowMuchALoopIsLate() {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(LoopPulses.INTERVAL_MILLIS + 7));
        pulses.beat(0);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(LoopPulses.INTERVAL_MILLIS));
        pulses.beat(0);

        assertThat(lags).containsExactly(TimeUnit.MILLISECONDS.toNanos(7), 0L);
    }

    @Test
    void isNotReadyFromTheMomentItIsStopped() {
        assertThat(report().ready()).isTrue();
        health.stopping();

        assertThat(failing(now(health.report()))).isEqualTo("stopping");
    }

    @Test
    void howeverOftenItIsAskedItLooksOnceASecond() {
        report();
        for (int i = 0; i < 100; i++) {
            now(health.report());
        }

        assertThat(looks).isEqualTo(1);
    }
}

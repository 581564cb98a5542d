package io.tailwater.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.bench.wire.BatchShape;
import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.SampleBatch;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadRunTest {

    private static final double RATE = 2000;
    private static final FetchLimits NO_FETCH = new FetchLimits(0, 0, 0);
    private static final OpenLoad.Parties ONE_PRODUCER = new OpenLoad.Parties(1, 0, RATE, List.of());
    private static final Progress SILENT = new Progress() {
        @Override
        public void warmingUp(double seconds) {}

        @Override
        public void interval(double elapsed, double interval, long records, long bytes, Histogram nanos) {}
    };

    private final ProduceSettings settings = new ProduceSettings(
            "orders",
            1,
            SampleBatch.build(new BatchShape(100, 0, 1, "none"), 1_700_000_000_000L, new Random(1)),
            1,
            (short) 1);

    @Test
    void anOpenLoopCountsAStallForEveryRequestThatWasDueInIt() throws Exception {
        int stallFrom = 100;
        int stallUntil = 500;
        try (StallingBroker broker = new StallingBroker(stallFrom, stallUntil, Errors.NONE.code())) {
            RunLimits limits = new RunLimits(0, 0, 600, 1);

            Measurement measured =
                    run(OpenLoad.prepare(broker.address(), settings, ONE_PRODUCER, NO_FETCH, limits, System::nanoTime));

            Histogram nanos = measured.latencies().get(0).nanos();
            long stallNanos = (long) ((stallUntil - stallFrom) * TimeUnit.SECONDS.toNanos(1) / RATE);
            assertThat(measured.records()).isEqualTo(600);
            assertThat(nanos.getMaxValue()).isGreaterThanOrEqualTo(stallNanos);
            // the first half of the stalled requests waited for half of the stall or more
            assertThat(nanos.getCountBetweenValues(stallNanos / 2, Long.MAX_VALUE))
                    .isGreaterThanOrEqualTo((stallUntil - stallFrom) / 2);
        }
    }

    @Test
    void aClosedLoopSendsTheRecordsAskedFor() throws Exception {
        try (StallingBroker broker = new StallingBroker(0, 0, Errors.NONE.code())) {
            RunLimits limits = new RunLimits(0, 0, 1000, 1);

            Measurement measured =
                    run(ClosedProduceLoad.prepare(broker.address(), settings, 1, 5, limits, System::nanoTime));

            assertThat(measured.records()).isEqualTo(1000);
            assertThat(measured.batchBytes()).isEqualTo(1000L * settings.batch().sizeBytes());
            assertThat(measured.errors()).isEmpty();
            assertThat(measured.latencies().get(0).nanos().getTotalCount()).isEqualTo(1000);
        }
    }

    @Test
    void countsWhatTheBrokerRefused() throws Exception {
        try (StallingBroker broker = new StallingBroker(0, 0, Errors.NOT_LEADER_OR_FOLLOWER.code())) {
            RunLimits limits = new RunLimits(0, 0, 100, 1);

            Measurement measured =
                    run(ClosedProduceLoad.prepare(broker.address(), settings, 1, 5, limits, System::nanoTime));

            assertThat(measured.errors()).isEqualTo(Map.of("NOT_LEADER_OR_FOLLOWER", 100L));
            assertThat(measured.records()).isZero();
        }
    }

    @Test
    void saysInASentenceThatTheBrokerWentAway() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RunLimits limits = new RunLimits(0, 10, Long.MAX_VALUE, 1);
            Load load = ClosedProduceLoad.prepare(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()),
                    settings,
                    1,
                    5,
                    limits,
                    System::nanoTime);
            listening.accept().close();

            assertThatThrownBy(() -> run(load)).isInstanceOf(BenchException.class);
        }
    }

    private static Measurement run(Load load) throws InterruptedException {
        return new LoadRun(load, new CpuTimes(0), SILENT, System::nanoTime).run();
    }
}

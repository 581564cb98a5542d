package io.tailwater.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBucket;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.tailwater.core.metrics.BrokerMetrics;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestTimes requests = new RequestTimes(1_000, 2_000);
    private final BrokerMetrics metrics = new MicrometerMetrics(registry, requests);

    @Test
    void countsWhatWasAppendedRefusedAndRead() {
        metrics.appended(3, 200);
        metrics.appended(1, 100);
        metrics.appendRefused();
        metrics.fetched(5_000_000_000L);

        assertThat(registry.get("tailwater.appends").counter().count()).isEqualTo(2);
        assertThat(registry.get("tailwater.appended.records").counter().count()).isEqualTo(4);
        assertThat(registry.get("tailwater.appended.bytes").counter().count()).isEqualTo(300);
        assertThat(registry.get("tailwater.appends.refused").counter().count()).isEqualTo(1);
        assertThat(registry.get("tailwater.fetched.bytes").counter().count()).isEqualTo(5_000_000_000.0);
    }

    @Test
    void timesRequestsByApiAndFlushesWithWhoWaited() {
        metrics.requestAnswered("Produce", 2_000);
        metrics.requestAnswered("Produce", 3_000);
        metrics.flushed(16, 1_000_000);

        HistogramDataPointSnapshot produced = requests.collect().getDataPoints().get(0);
        assertThat(produced.getLabels().get("api")).isEqualTo("Produce");
        assertThat(produced.getSum()).isEqualTo(5_000 / 1e9);
        assertThat(produced.getClassicBuckets().stream().map(ClassicHistogramBucket::getCount))
                .containsExactly(0L, 1L, 1L);
        assertThat(registry.get("tailwater.flush.appends").summary().totalAmount())
                .isEqualTo(16);
        assertThat(metrics.timed()).isTrue();
    }

    @Test
    void countsDeletedSegmentsByWhyTheyWent() {
        metrics.segmentsDeleted("expired", 3, 300);
        metrics.segmentsDeleted("early", 1, 5_000_000_000L);
        metrics.segmentsDeleted("expired", 1, 50);

        assertThat(registry.get("tailwater.segments.deleted")
                        .tag("reason", "expired")
                        .counter()
                        .count())
                .isEqualTo(4);
        assertThat(registry.get("tailwater.segments.deleted.bytes")
                        .tag("reason", "early")
                        .counter()
                        .count())
                .isEqualTo(5_000_000_000.0);
    }

    @Test
    void knowsHowManyConnectionsAreOpen() {
        metrics.connectionOpened();
        metrics.connectionOpened();
        metrics.connectionClosed();

        assertThat(registry.get("tailwater.connections").gauge().value()).isEqualTo(1);
    }

    @Test
    void strangersCannotMakeSeries() {
        for (int i = 0; i < 10_000; i++) {
            metrics.requestRejected("a request that cannot be read: " + i);
            metrics.requestRejected("reason " + i);
        }

        assertThat(registry.find("tailwater.requests.rejected").counters()).hasSizeLessThan(60);
        assertThat(registry.get("tailwater.requests.rejected")
                        .tag("reason", "a request that cannot be read")
                        .counter()
                        .count())
                .isEqualTo(10_000);
    }
}

package io.tailwater.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tailwater.core.metrics.BrokerMetrics;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MicrometerMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BrokerMetrics metrics = new MicrometerMetrics(registry);

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

        assertThat(registry.get("tailwater.requests")
                        .tag("api", "Produce")
                        .timer()
                        .totalTime(TimeUnit.NANOSECONDS))
                .isEqualTo(5_000);
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

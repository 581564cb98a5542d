package io.tailwater.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.metrics.BrokerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of a certificate is told of in time, and not all the time. */
class ExpiryWatchTest {

    private static final Instant EXPIRES = Instant.parse("2027-03-01T00:00:00Z");

    // Held here, or it would be collected with the handler it has.
    private final Logger logger = Logger.getLogger(ExpiryWatch.class.getName());
    private final List<Level> said = new ArrayList<>();
    private final List<Double> hours = new ArrayList<>();
    private final Handler noting = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(record.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private Instant now = EXPIRES.minus(Duration.ofDays(40));
    private final ExpiryWatch watch = ExpiryWatch.ofCertificate("kafka", () -> now, new BrokerMetrics() {
        @Override
        public void certificateExpires(String listener, double hoursLeft) {
            hours.add(hoursLeft);
        }
    });

    @BeforeEach
    void listen() {
        logger.addHandler(noting);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(noting);
        logger.setUseParentHandlers(true);
    }

    private void lookEveryHourFor(Duration time) {
        Instant until = now.plus(time);
        while (now.isBefore(until)) {
            watch.look(EXPIRES);
            now = now.plus(Duration.ofHours(1));
        }
    }

    @Test
    void warnsOnceADayFromThirtyDaysOn() {
        lookEveryHourFor(Duration.ofDays(10));
        assertThat(said).isEmpty();

        lookEveryHourFor(Duration.ofDays(3));
        assertThat(said).containsOnly(Level.WARNING).hasSize(3);
    }

    @Test
    void saysThatItHasExpired() {
        now = EXPIRES.plusSeconds(60);

        watch.look(EXPIRES);

        assertThat(said).containsExactly(Level.SEVERE);
    }

    @Test
    void isQuietAgainWhenThereIsANewOne() {
        now = EXPIRES.minus(Duration.ofDays(2));
        watch.look(EXPIRES);
        watch.look(EXPIRES.plus(Duration.ofDays(365)));
        now = now.plus(Duration.ofDays(2));
        watch.look(EXPIRES.plus(Duration.ofDays(365)));

        assertThat(said).hasSize(1);
    }

    @Test
    void tellsMetricsEachTimeHowLongItIs() {
        lookEveryHourFor(Duration.ofHours(3));

        assertThat(hours).containsExactly(960.0, 959.0, 958.0);
    }
}

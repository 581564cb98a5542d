package io.tailwater.transport.tls;

import io.tailwater.core.metrics.BrokerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a certificate that expires soon: metrics each time it is asked to look, the log once a day. Thread-safe. */
final class ExpiryWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final Duration SOON = Duration.ofDays(30);
    private static final Duration AGAIN = Duration.ofDays(1);

    private final String listener;
    private final InstantSource clock;
    private final BrokerMetrics metrics;
    private @Nullable Instant told;

    ExpiryWatch(String listener, InstantSource clock, BrokerMetrics metrics) {
        this.listener = listener;
        this.clock = clock;
        this.metrics = metrics;
    }

    synchronized void look(Instant expires) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, expires);
        metrics.certificateExpires(listener, left.toMinutes() / 60.0);
        if (left.compareTo(SOON) > 0) {
            told = null;
        } else if (told == null || Duration.between(told, now).compareTo(AGAIN) >= 0) {
            told = now;
            if (left.isNegative()) {
                LOG.error("The certificate of the listener {} expired on {}: clients refuse it.", listener, expires);
            } else {
                LOG.warn(
                        "The certificate of the listener {} expires in {} days, on {}: put a new one in its place.",
                        listener,
                        left.toDays(),
                        expires);
            }
        }
    }
}

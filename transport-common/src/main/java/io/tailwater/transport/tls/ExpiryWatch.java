package io.tailwater.transport.tls;

import io.tailwater.core.metrics.BrokerMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of something that expires soon: metrics each time it is asked to look, the log once a day. Thread-safe. */
final class ExpiryWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiryWatch.class);
    private static final Duration AGAIN = Duration.ofDays(1);

    private final String what;
    private final String consequence;
    private final Duration soon;
    private final InstantSource clock;
    private final DoubleConsumer hoursLeft;
    private @Nullable Instant told;

    private ExpiryWatch(String what, String consequence, Duration soon, InstantSource clock, DoubleConsumer hoursLeft) {
        this.what = what;
        this.consequence = consequence;
        this.soon = soon;
        this.clock = clock;
        this.hoursLeft = hoursLeft;
    }

    /** For the certificates of a listener, which are replaced about once a year, or every other month. */
    static ExpiryWatch ofCertificate(String listener, InstantSource clock, BrokerMetrics metrics) {
        return new ExpiryWatch(
                "The certificate of the listener " + listener,
                "clients refuse it",
                Duration.ofDays(30),
                clock,
                hours -> metrics.certificateExpires(listener, hours));
    }

    /** For lists of revoked certificates, which are replaced every week, or every day. */
    static ExpiryWatch ofLists(String listener, InstantSource clock) {
        return new ExpiryWatch(
                "A list of revoked certificates of the listener " + listener,
                "clients whose certificates it could be about are refused",
                Duration.ofHours(12),
                clock,
                hours -> {});
    }

    synchronized void look(Instant expires) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, expires);
        hoursLeft.accept(left.toMinutes() / 60.0);
        if (left.compareTo(soon) > 0) {
            told = null;
        } else if (told == null || Duration.between(told, now).compareTo(AGAIN) >= 0) {
            told = now;
            if (left.isNegative()) {
                LOG.error("{} expired on {}: {}.", what, expires, consequence);
            } else {
                LOG.warn("{} expires in {} days, on {}: put a new one in its place.", what, left.toDays(), expires);
            }
        }
    }
}

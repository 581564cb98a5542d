package io.tailwater.transport.tls;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.text.LineBudget;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Counts handshakes that failed on a listener, and says whose and why, but only so often a second. Thread-safe. */
final class FailedHandshakes {

    private static final Logger LOG = LoggerFactory.getLogger(FailedHandshakes.class);
    private static final int LINES_PER_SECOND = 10;

    private final String listener;
    private final BrokerMetrics metrics;
    private final LineBudget budget;

    /** @param nanoTime as {@link System#nanoTime} */
    FailedHandshakes(String listener, BrokerMetrics metrics, LongSupplier nanoTime) {
        this.listener = listener;
        this.metrics = metrics;
        this.budget = new LineBudget(LINES_PER_SECOND, nanoTime);
    }

    /**
     * A connection has come to nothing.
     *
     * @param remote the client's {@code host:port}
     */
    void failed(String remote, Throwable cause) {
        if (!TlsFailure.isOne(cause)) {
            return;
        }
        metrics.requestRejected("a failed TLS handshake");
        long suppressed = budget.take();
        if (suppressed < 0) {
            return;
        }
        LoggingEventBuilder line =
                LOG.atWarn().addKeyValue("listener", listener).addKeyValue("remote", remote);
        if (suppressed > 0) {
            line = line.addKeyValue("suppressedLines", suppressed);
        }
        line.log("Closed a connection: {}", TlsFailure.describe(cause));
    }
}

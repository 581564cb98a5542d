package io.tailwater.transport.tls;

import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.text.LineBudget;
import io.vertx.core.Handler;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Counts handshakes that failed, and says why, but only so often a second. Thread-safe. */
public final class FailedHandshakes {

    private static final Logger LOG = LoggerFactory.getLogger(FailedHandshakes.class);
    private static final int LINES_PER_SECOND = 10;

    private final BrokerMetrics metrics;
    private final LineBudget budget;

    /** @param nanoTime as {@link System#nanoTime} */
    public FailedHandshakes(BrokerMetrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.budget = new LineBudget(LINES_PER_SECOND, nanoTime);
    }

    /** What a server of a listener is given to tell of connections that have come to nothing. */
    public Handler<Throwable> of(ListenerConfig listener) {
        return cause -> {
            if (TlsFailure.isOne(cause)) {
                failed(listener, cause);
            }
        };
    }

    private void failed(ListenerConfig listener, Throwable cause) {
        metrics.requestRejected("a failed TLS handshake");
        long suppressed = budget.take();
        if (suppressed < 0) {
            return;
        }
        LoggingEventBuilder line = LOG.atWarn().addKeyValue("listener", listener.name());
        if (suppressed > 0) {
            line = line.addKeyValue("suppressedLines", suppressed);
        }
        line.log("Closed a connection: {}", TlsFailure.describe(cause));
    }
}

package io.tailwater.tcp;

import io.tailwater.core.text.LineBudget;
import io.tailwater.tcp.wire.RequestHeader;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each connection that is closed for what it sent, but only so many: a port scan must not fill a disk. Event-loop confined. */
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int LINES_PER_SECOND = 10;

    private final LineBudget budget;

    RefusalLog(LongSupplier nanoTime) {
        this.budget = new LineBudget(LINES_PER_SECOND, nanoTime);
    }

    /** The client's fault. */
    void refused(String remote, String clientId, @Nullable RequestHeader header, String reason) {
        long suppressed = budget.take();
        if (suppressed < 0) {
            return;
        }
        LoggingEventBuilder line =
                LOG.atLevel(Level.WARN).addKeyValue("remote", plain(remote)).addKeyValue("clientId", clientId);
        if (header != null) {
            line = line.addKeyValue("apiKey", header.apiKey())
                    .addKeyValue("apiVersion", header.version())
                    .addKeyValue("correlationId", header.correlationId());
        }
        if (suppressed > 0) {
            line = line.addKeyValue("suppressedLines", suppressed);
        }
        line.log("Closed a connection: {}", reason);
    }

    /** Java writes addresses with the name before a slash, and has none. */
    private static String plain(String remote) {
        return remote.startsWith("/") ? remote.substring(1) : remote;
    }

    /** Our fault: a response could not be written. */
    void failed(String clientId, Throwable cause) {
        if (budget.take() >= 0) {
            LOG.atError()
                    .addKeyValue("clientId", clientId)
                    .setCause(cause)
                    .log("Closed a connection, because its response could not be written");
        }
    }
}

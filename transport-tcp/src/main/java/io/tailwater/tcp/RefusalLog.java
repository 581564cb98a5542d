package io.tailwater.tcp;

import io.tailwater.tcp.wire.RequestHeader;
import java.util.concurrent.TimeUnit;
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
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private long secondBegan;
    private int linesThisSecond;
    private long suppressed;

    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.secondBegan = nanoTime.getAsLong();
    }

    /** The client's fault. */
    void refused(String remote, String clientId, @Nullable RequestHeader header, String reason) {
        if (!admit()) {
            return;
        }
        LoggingEventBuilder line =
                LOG.atLevel(Level.WARN).addKeyValue("remote", remote).addKeyValue("clientId", clientId);
        if (header != null) {
            line = line.addKeyValue("apiKey", header.apiKey())
                    .addKeyValue("apiVersion", header.version())
                    .addKeyValue("correlationId", header.correlationId());
        }
        if (suppressed > 0) {
            line = line.addKeyValue("suppressedLines", suppressed);
            suppressed = 0;
        }
        line.log("Closed a connection: {}", reason);
    }

    /** Our fault: a response could not be written. */
    void failed(String clientId, Throwable cause) {
        if (admit()) {
            LOG.atError()
                    .addKeyValue("clientId", clientId)
                    .setCause(cause)
                    .log("Closed a connection, because its response could not be written");
        }
    }

    private boolean admit() {
        long now = nanoTime.getAsLong();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            linesThisSecond = 0;
        }
        if (linesThisSecond == LINES_PER_SECOND) {
            suppressed++;
            return false;
        }
        linesThisSecond++;
        return true;
    }
}

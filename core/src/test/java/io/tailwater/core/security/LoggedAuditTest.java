package io.tailwater.core.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.text.PrintableText;
import io.tailwater.spi.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.spi.LoggingEventAware;

final class LoggedAuditTest {

    private static final ClientSession ADA = new ClientSession(Principal.user("ada"), "10.0.0.1", Long.MAX_VALUE);

    private final Lines lines = new Lines();
    private final AtomicLong nanos = new AtomicLong(-5); // a clock may be anywhere
    private final AuditLog audit = new LoggedAudit(lines, BrokerMetrics.NONE, nanos::get);

    @Test
    void saysWhoDidWhatToWhat() {
        audit.note(ADA, AuditAction.TOPIC_CREATED, "orders", Map.of("partitions", 3));

        assertThat(lines.written)
                .containsExactly(Map.of(
                        "action", "topic.create",
                        "principal", "User:ada",
                        "host", "10.0.0.1",
                        "subject", "orders",
                        "partitions", "3"));
    }

    @Test
    void aHostileNameStaysOnOneLineAndIsCut() {
        String name = "eve\n12:00:00 action=user.delete\u001b[2J\u202e\u2028" + "x".repeat(1000);
        audit.note(
                new ClientSession(Principal.user(name), "h\r\n", Long.MAX_VALUE),
                AuditAction.TOPIC_DELETED,
                name,
                Map.of("claimed", name));

        assertThat(lines.written.get(0).values())
                .allSatisfy(value ->
                        assertThat(value).matches("[\\x20-\\x7e…]*").hasSizeLessThan(PrintableText.LONGEST + 50));
        assertThat(lines.written.get(0).get("subject"))
                .startsWith("eve\\u000a12:00:00 action")
                .endsWith("…");
    }

    @Test
    void aFloodOfFailuresIsCutShortAndCounted() {
        for (int i = 0; i < 1000; i++) {
            audit.note(ADA, AuditAction.AUTHENTICATION_FAILED, "PLAIN");
        }
        assertThat(lines.written).hasSize(LoggedAudit.LINES_PER_SECOND);

        audit.note(ADA, AuditAction.USER_DELETED, "bob");
        assertThat(lines.written).hasSize(LoggedAudit.LINES_PER_SECOND + 1);

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        audit.note(ADA, AuditAction.AUTHENTICATION_FAILED, "PLAIN");
        assertThat(lines.written.get(LoggedAudit.LINES_PER_SECOND + 1))
                .containsEntry("suppressedLines", Integer.toString(1000 - LoggedAudit.LINES_PER_SECOND));
    }

    @Test
    void changesAreNotedHoweverMany() {
        for (int i = 0; i < 1000; i++) {
            audit.note(ADA, AuditAction.RULE_DELETED, "rule-" + i);
        }
        assertThat(lines.written).hasSize(1000);
    }

    /** The lines of a logger, by their keys. */
    private static final class Lines extends AbstractLogger implements LoggingEventAware {

        private final transient List<Map<String, String>> written = new ArrayList<>();

        @Override
        public void log(LoggingEvent event) {
            Map<String, String> line = new LinkedHashMap<>();
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.put(pair.key, String.valueOf(pair.value));
            }
            written.add(line);
        }

        @Override
        protected String getFullyQualifiedCallerName() {
            return Lines.class.getName();
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level, Marker marker, String message, Object[] arguments, Throwable throwable) {
            throw new AssertionError("a line without keys: " + message);
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return true;
        }
    }
}

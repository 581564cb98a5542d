package io.tailwater.core.security;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.text.LineBudget;
import io.tailwater.core.text.PrintableText;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes the audit log: a line for each event to the logger {@value #LOGGER}, with the keys {@code action}, {@code principal},
 * {@code host}, {@code subject} and the event's own. Thread-safe.
 *
 * <p>Of what anybody can repeat (failed attempts above all) no more than {@value #LINES_PER_SECOND} lines a second are written
 * of each kind; the next one says how many were left out ({@code suppressedLines}).
 */
public final class LoggedAudit implements AuditLog {

    /** The name of the logger, by which it is sent elsewhere or switched off. */
    public static final String LOGGER = "tailwater.audit";

    static final int LINES_PER_SECOND = 50;

    private final Logger logger;
    private final BrokerMetrics metrics;
    private final Map<AuditAction, LineBudget> budgets = new EnumMap<>(AuditAction.class);

    /** @param metrics are told of each event, those that are not written, too */
    public LoggedAudit(BrokerMetrics metrics) {
        this(LoggerFactory.getLogger(LOGGER), metrics, System::nanoTime);
    }

    LoggedAudit(Logger logger, BrokerMetrics metrics, LongSupplier nanoTime) {
        this.logger = logger;
        this.metrics = metrics;
        for (AuditAction action : AuditAction.values()) {
            if (action.anybodyCanRepeatIt()) {
                budgets.put(action, new LineBudget(LINES_PER_SECOND, nanoTime));
            }
        }
    }

    @Override
    public void note(ClientSession session, AuditAction action, String subject, Map<String, ?> details) {
        metrics.audited(action.key());
        LineBudget budget = budgets.get(action);
        long suppressed = budget == null ? 0 : budget.take();
        if (suppressed < 0 || !logger.isInfoEnabled()) {
            return;
        }
        LoggingEventBuilder line = logger.atInfo()
                .addKeyValue("action", action.key())
                .addKeyValue("principal", PrintableText.of(session.principal().toString()))
                .addKeyValue("host", PrintableText.of(session.clientHost()))
                .addKeyValue("subject", PrintableText.of(subject));
        for (Map.Entry<String, ?> detail : new TreeMap<>(details).entrySet()) {
            line = line.addKeyValue(detail.getKey(), PrintableText.of(String.valueOf(detail.getValue())));
        }
        if (suppressed > 0) {
            line = line.addKeyValue("suppressedLines", suppressed);
        }
        line.log("audit");
    }
}

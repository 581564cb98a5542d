package io.tailwater.server;

import io.tailwater.core.text.LineBudget;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.slf4j.event.KeyValuePair;

/**
 * Of lines with a stack trace lets no more than {@value #PER_SECOND} a second pass of each logger: whoever finds out how to provoke one can
 * do it again and again. The next one says how many were left out ({@code suppressedLines}). Thread-safe.
 */
final class TraceBudget implements Filter {

    static final int PER_SECOND = 5;

    private final LongSupplier nanoTime;
    private final Map<String, LineBudget> budgets = new ConcurrentHashMap<>();

    TraceBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        if (record.getThrown() == null) {
            return true;
        }
        long suppressed = budgets.computeIfAbsent(
                        String.valueOf(record.getLoggerName()), logger -> new LineBudget(PER_SECOND, nanoTime))
                .take();
        if (suppressed > 0) {
            record.setParameters(with(record.getParameters(), new KeyValuePair("suppressedLines", suppressed)));
        }
        return suppressed >= 0;
    }

    private static Object[] with(Object[] parameters, KeyValuePair key) {
        Object[] more = parameters == null ? new Object[1] : Arrays.copyOf(parameters, parameters.length + 1);
        more[more.length - 1] = key;
        return more;
    }
}

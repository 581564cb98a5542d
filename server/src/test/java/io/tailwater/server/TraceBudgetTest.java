package io.tailwater.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class TraceBudgetTest {

    private final AtomicLong nanos = new AtomicLong();
    private final TraceBudget budget = new TraceBudget(nanos::get);

    private static LogRecord line(String logger, Throwable thrown) {
        LogRecord line = new LogRecord(Level.SEVERE, "A request failed");
        line.setLoggerName(logger);
        line.setThrown(thrown);
        return line;
    }

    @Test
    void stackTracesThatComeInFloodsAreCountedInsteadOfWritten() {
        Throwable thrown = new IllegalStateException();
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            passed += budget.isLoggable(line("some", thrown)) ? 1 : 0;
        }
        assertThat(passed).isEqualTo(TraceBudget.PER_SECOND);
        assertThat(budget.isLoggable(line("other", thrown))).isTrue();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        LogRecord next = line("some", thrown);
        assertThat(budget.isLoggable(next)).isTrue();
        assertThat(new TextLines().format(next)).contains("suppressedLines=995");
    }

    @Test
    void linesWithoutAStackTraceAllPass() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(budget.isLoggable(line("some", null))).isTrue();
        }
    }
}

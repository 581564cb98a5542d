package io.tailwater.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what the broker logs as a failure of its own, for tests to fail on. Thread-safe. */
final class BugWatch extends Handler implements AutoCloseable {

    /** Held, so that it is not collected with its handlers. */
    private static final Logger BROKER = Logger.getLogger("io.tailwater");

    private final List<String> bugs = new CopyOnWriteArrayList<>();

    static BugWatch begin() {
        BugWatch watch = new BugWatch();
        BROKER.addHandler(watch);
        return watch;
    }

    void assertNoneSeen() {
        assertThat(bugs).isEmpty();
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
            bugs.add(line.getMessage() + ": " + line.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        BROKER.removeHandler(this);
    }
}

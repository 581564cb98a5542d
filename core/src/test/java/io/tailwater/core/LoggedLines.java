package io.tailwater.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class logs while this is open. Thread-safe. */
public final class LoggedLines implements AutoCloseable {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Logger logger; // Held here, or it would be collected with the handler it has.
    private final Handler noting = new Handler() {
        @Override
        public void publish(LogRecord line) {
            messages.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LoggedLines(Logger logger) {
        this.logger = logger;
        logger.addHandler(noting);
        logger.setUseParentHandlers(false);
    }

    /** Begins to note them. */
    public static LoggedLines of(Class<?> logging) {
        return new LoggedLines(Logger.getLogger(logging.getName()));
    }

    /** The messages so far. */
    public List<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        logger.removeHandler(noting);
        logger.setUseParentHandlers(true);
    }
}

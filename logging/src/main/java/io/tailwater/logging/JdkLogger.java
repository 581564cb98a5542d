package io.tailwater.logging;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/**
 * One logger of the JDK. Thread-safe. The message of a record is whole; its parameters are the event's {@link KeyValuePair}s,
 * which formatters may show.
 */
final class JdkLogger extends LegacyAbstractLogger implements LoggingEventAware {

    private static final long serialVersionUID = 1;

    private final transient Logger logger;

    JdkLogger(String name) {
        this.name = name;
        this.logger = Logger.getLogger(name);
    }

    private static Level level(org.slf4j.event.Level level) {
        return switch (level) {
            case TRACE -> Level.FINEST;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }

    @Override
    public boolean isTraceEnabled() {
        return logger.isLoggable(Level.FINEST);
    }

    @Override
    public boolean isDebugEnabled() {
        return logger.isLoggable(Level.FINE);
    }

    @Override
    public boolean isInfoEnabled() {
        return logger.isLoggable(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return logger.isLoggable(Level.WARNING);
    }

    @Override
    public boolean isErrorEnabled() {
        return logger.isLoggable(Level.SEVERE);
    }

    @Override
    public void log(LoggingEvent event) {
        Level level = level(event.getLevel());
        if (logger.isLoggable(level)) {
            List<KeyValuePair> keys = event.getKeyValuePairs();
            write(
                    level,
                    MessageFormatter.arrayFormat(event.getMessage(), event.getArgumentArray())
                            .getMessage(),
                    event.getThrowable(),
                    keys == null ? new Object[0] : keys.toArray());
        }
    }

    @Override
    protected void handleNormalizedLoggingCall(
            org.slf4j.event.Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        write(level(level), MessageFormatter.basicArrayFormat(message, arguments), thrown, new Object[0]);
    }

    private void write(Level level, @Nullable String message, @Nullable Throwable thrown, Object[] keys) {
        LogRecord line = new LogRecord(level, message);
        line.setLoggerName(logger.getName());
        line.setThrown(thrown);
        line.setParameters(keys);
        line.setSourceClassName(null); // nobody looks for the caller, which takes long
        line.setSourceMethodName(null);
        logger.log(line);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }
}

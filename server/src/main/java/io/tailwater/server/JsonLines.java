package io.tailwater.server;

import io.tailwater.core.text.PrintableText;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.event.KeyValuePair;

/**
 * Log lines for programs: an object on each, with {@code time}, {@code level}, {@code logger}, {@code thread}, {@code message},
 * then the event's own keys, such as {@code topic} or {@code remote}, and {@code error} with a stack trace. Stateless.
 */
final class JsonLines extends Formatter {

    @Override
    public String format(LogRecord record) {
        JsonObject line = new JsonObject()
                .put("time", Instant.ofEpochMilli(record.getMillis()).toString())
                .put("level", level(record.getLevel()))
                .put("logger", record.getLoggerName())
                .put("thread", Thread.currentThread().getName()) // handlers are called by whoever says something
                .put("message", message(record));
        for (KeyValuePair key : LineKeys.of(record)) {
            line.put(line.containsKey(key.key) ? key.key + "_" : key.key, value(key.value));
        }
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.put("error", trace.toString());
        }
        return line.encode() + System.lineSeparator();
    }

    private static Object value(Object value) {
        return value instanceof Number || value instanceof Boolean ? value : PrintableText.of(String.valueOf(value));
    }

    private static String level(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    /** Records of libraries may have parameters of the JDK's kind. */
    private String message(LogRecord record) {
        return String.valueOf(LineKeys.of(record).isEmpty() ? formatMessage(record) : record.getMessage());
    }
}

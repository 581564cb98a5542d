package io.tailwater.server;

import io.tailwater.core.text.PrintableText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.slf4j.event.KeyValuePair;

/** Log lines for people, one each: time, level, message, keys with their values. Stateless. */
final class TextLines extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(TIME.format(Instant.ofEpochMilli(record.getMillis())));
        if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
            line.append(" ERROR");
        } else if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            line.append(" WARN");
        }
        line.append(' ').append(PrintableText.onOneLine(message(record)));
        for (KeyValuePair key : LineKeys.of(record)) {
            line.append(' ').append(key.key).append('=').append(value(PrintableText.of(String.valueOf(key.value))));
        }
        line.append(System.lineSeparator());
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
        return line.toString();
    }

    /** Where one value ends and the next key begins is plain. */
    private static String value(String text) {
        boolean bare = !text.isEmpty() && text.chars().noneMatch(c -> c == ' ' || c == '"' || c == '=');
        return bare ? text : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Records of libraries may have parameters of the JDK's kind. */
    private String message(LogRecord record) {
        return String.valueOf(LineKeys.of(record).isEmpty() ? formatMessage(record) : record.getMessage());
    }
}

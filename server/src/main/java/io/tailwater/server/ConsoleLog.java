package io.tailwater.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Log lines on the error stream, one each: time, level, message. Stateless. */
final class ConsoleLog extends Formatter {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    // The JDK holds loggers weakly: a level set on one that nobody keeps is forgotten.
    private static final List<Logger> LEVELS = List.of(
            Logger.getLogger("io.tailwater"),
            Logger.getLogger(""),
            Logger.getLogger("io.vertx.ext.web.handler.sockjs.impl.EventBusBridgeImpl"));

    /** Shows what Tailwater says, and of libraries only what is severe; leaves a configuration by system property alone. */
    static void install() {
        if (System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null) {
            return;
        }
        LEVELS.get(0).setLevel(Level.INFO);
        LEVELS.get(1).setLevel(Level.SEVERE);
        LEVELS.get(2).setLevel(Level.OFF); // it calls it an error when somebody closes a browser
        for (Handler handler : LEVELS.get(1).getHandlers()) {
            handler.setFormatter(new ConsoleLog());
            handler.setLevel(Level.ALL); // what is shown is the loggers' to say: their levels can be changed
        }
    }

    @Override
    public String format(LogRecord record) {
        StringBuilder line = new StringBuilder(TIME.format(Instant.ofEpochMilli(record.getMillis())));
        if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
            line.append(" ERROR");
        } else if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            line.append(" WARN");
        }
        line.append(' ').append(formatMessage(record)).append(System.lineSeparator());
        if (record.getThrown() != null) {
            StringWriter trace = new StringWriter();
            record.getThrown().printStackTrace(new PrintWriter(trace, true));
            line.append(trace);
        }
        return line.toString();
    }
}

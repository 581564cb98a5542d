package io.tailwater.server;

import io.tailwater.core.config.LogConfig;
import io.tailwater.core.security.LoggedAudit;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the process writes to its error stream. Stateless; a configuration by system property is left alone. */
final class ConsoleLog {

    // The JDK holds loggers weakly: a level set on one that nobody keeps is forgotten.
    private static final Logger TAILWATER = Logger.getLogger("io.tailwater");
    private static final Logger AUDIT = Logger.getLogger(LoggedAudit.LOGGER);
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger TRACES = Logger.getLogger("io.opentelemetry");
    private static final Logger BRIDGE = Logger.getLogger("io.vertx.ext.web.handler.sockjs.impl.EventBusBridgeImpl");

    private ConsoleLog() {}

    /** As it is until the configuration has been read. */
    static void install() {
        install(LogConfig.DEFAULTS);
    }

    /** Shows what Tailwater says, and of libraries only what is severe. */
    static void install(LogConfig config) {
        if (configuredElsewhere()) {
            return;
        }
        TAILWATER.setLevel(level(config.level()));
        AUDIT.setLevel(config.audit() ? Level.INFO : Level.OFF);
        ROOT.setLevel(Level.SEVERE);
        TRACES.setLevel(Level.WARNING); // that spans cannot be sent, for example
        BRIDGE.setLevel(Level.OFF); // it calls it an error when somebody closes a browser
        Formatter lines = config.format() == LogConfig.Format.JSON ? new JsonLines() : new TextLines();
        Filter traces = new TraceBudget(System::nanoTime);
        for (Handler handler : List.of(ROOT.getHandlers())) {
            handler.setFormatter(lines);
            handler.setFilter(traces);
            handler.setLevel(Level.ALL); // what is shown is the loggers' to say: their levels can be changed
        }
    }

    /** For commands, which say themselves what went wrong: of libraries nothing, since clients log what they then throw. */
    static void forCommands() {
        if (configuredElsewhere()) {
            return;
        }
        TAILWATER.setLevel(Level.INFO);
        ROOT.setLevel(Level.OFF);
    }

    private static boolean configuredElsewhere() {
        return System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
    }

    private static Level level(LogConfig.Level level) {
        return switch (level) {
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARN -> Level.WARNING;
            case ERROR -> Level.SEVERE;
        };
    }
}

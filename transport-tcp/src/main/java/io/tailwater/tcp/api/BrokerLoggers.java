package io.tailwater.tcp.api;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.setting.SettingChange;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The loggers of this process by Kafka's names for levels. Stateless and thread-safe: the JDK keeps the loggers. Where the
 * broker is embedded in a process that logs by other means, those levels are not seen here.
 */
final class BrokerLoggers {

    private static final String ROOT = "root";

    private static final Map<String, Level> LEVELS = new LinkedHashMap<>();

    static {
        LEVELS.put("TRACE", Level.FINEST);
        LEVELS.put("DEBUG", Level.FINE);
        LEVELS.put("INFO", Level.INFO);
        LEVELS.put("WARN", Level.WARNING);
        LEVELS.put("ERROR", Level.SEVERE);
        LEVELS.put("FATAL", Level.OFF);
    }

    private BrokerLoggers() {}

    /** The levels in force, by logger. */
    static SortedMap<String, String> levels() {
        SortedMap<String, String> levels = new TreeMap<>();
        for (String name : Collections.list(LogManager.getLogManager().getLoggerNames())) {
            Logger logger = LogManager.getLogManager().getLogger(name);
            if (logger != null) {
                levels.put(name.isEmpty() ? ROOT : name, nameOf(effective(logger)));
            }
        }
        return levels;
    }

    /** Changes levels, all of them or, when one is refused, none. */
    static Result<Done> alter(List<SettingChange> changes, boolean validateOnly) {
        for (SettingChange change : changes) {
            Result<Done> checked = check(change);
            if (checked instanceof Result.Refused<Done>) {
                return checked;
            }
        }
        if (!validateOnly) {
            changes.forEach(BrokerLoggers::make);
        }
        return Result.ok(Done.DONE);
    }

    private static Result<Done> check(SettingChange change) {
        if (change instanceof SettingChange.Append || change instanceof SettingChange.Subtract) {
            return Result.refused(ErrorCode.INVALID_REQUEST, "A level is set or deleted, not appended or subtracted.");
        }
        if (find(change.name()) == null) {
            return Result.refused(ErrorCode.INVALID_CONFIG, "There is no logger '" + change.name() + "'.");
        }
        if (change instanceof SettingChange.Assign assign && !LEVELS.containsKey(assign.value())) {
            return Result.refused(
                    ErrorCode.INVALID_CONFIG,
                    "There is no level '" + assign.value() + "'; there are " + LEVELS.keySet() + ".");
        }
        return change instanceof SettingChange.Reset && change.name().equals(ROOT)
                ? Result.refused(ErrorCode.INVALID_REQUEST, "The root logger must have a level.")
                : Result.ok(Done.DONE);
    }

    private static void make(SettingChange change) {
        Logger logger = find(change.name());
        if (logger != null) {
            logger.setLevel(change instanceof SettingChange.Assign assign ? LEVELS.get(assign.value()) : null);
        }
    }

    private static @Nullable Logger find(String name) {
        return LogManager.getLogManager().getLogger(name.equals(ROOT) ? "" : name);
    }

    private static Level effective(Logger logger) {
        for (Logger at = logger; at != null; at = at.getParent()) {
            if (at.getLevel() != null) {
                return at.getLevel();
            }
        }
        return Level.INFO;
    }

    /** The level that shows as much or a little less. */
    private static String nameOf(Level level) {
        for (Map.Entry<String, Level> entry : LEVELS.entrySet()) {
            if (level.intValue() <= entry.getValue().intValue()) {
                return entry.getKey();
            }
        }
        return "FATAL";
    }
}

package io.tailwater.core.config;

/**
 * What the broker's process writes to its error stream. Where it is part of another program, that one's logging decides.
 *
 * @param format how a line is written
 * @param level what is shown at least; loggers can be changed one by one while the broker runs
 * @param audit whether it is shown who did what
 */
public record LogConfig(Format format, Level level, boolean audit) {

    public static final LogConfig DEFAULTS = new LogConfig(Format.TEXT, Level.INFO, true);

    public enum Format {
        /** For people: time, level, message, and keys with their values. */
        TEXT,
        /** For programs: an object on each line. */
        JSON
    }

    public enum Level {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}

package io.tailwater.spi;

import io.tailwater.spi.file.FileLayer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What an engine is given: it takes no clock, thread or file of its own accord.
 *
 * @param directory where the engine keeps everything; created when missing
 * @param settings the engine's own settings ({@code storage.settings} of the configuration); unknown keys are refused
 * @param files the file operations to use, so that tests can lose power or fill the disk
 * @param clock a time that never jumps, for what is done after a while
 * @param background runs blocking work that nobody waits for at once: preparing space ahead, recovery, deletion, cold reads
 * @param appender runs the blocking work that an append waits for, so that it never queues behind background work
 * @param flusher runs forces, so that they never queue behind background work
 */
public record StorageContext(
        Path directory,
        Map<String, String> settings,
        FileLayer files,
        InstantSource clock,
        Executor background,
        Executor appender,
        Executor flusher) {

    public StorageContext {
        settings = Map.copyOf(settings);
    }

    /** The same with other settings, as an engine's tests need it. */
    public StorageContext withSettings(Map<String, String> others) {
        return new StorageContext(directory, others, files, clock, background, appender, flusher);
    }
}

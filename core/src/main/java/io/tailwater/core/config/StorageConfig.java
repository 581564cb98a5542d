package io.tailwater.core.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where and how bytes are kept.
 *
 * @param engine the name of a storage engine on the class path or among the plugins
 * @param plugins a directory of jars in which engines are looked for, too; empty for none
 * @param directory the data directory, created when missing
 * @param settings the engine's own settings
 * @param checkpointIntervalMillis how often everything is flushed and noted as good, so that a start after a crash has
 *     little to look at; at least 1,000
 * @param scrub how stored batches are checked
 */
public record StorageConfig(
        String engine,
        String plugins,
        Path directory,
        Map<String, String> settings,
        long checkpointIntervalMillis,
        ScrubConfig scrub) {

    /** The mmap engine in {@code ./data}, a checkpoint a minute. */
    public static final StorageConfig DEFAULTS =
            new StorageConfig("mmap", "", Path.of("data"), Map.of(), 60_000, ScrubConfig.DEFAULTS);

    public StorageConfig {
        Require.that(!engine.isBlank(), "storage.engine must not be empty");
        Require.that(
                checkpointIntervalMillis >= 1_000,
                "storage.checkpointIntervalMillis must be at least 1000, not %d",
                checkpointIntervalMillis);
        settings = Map.copyOf(settings);
    }
}

package io.tailwater.core.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where and how bytes are kept.
 *
 * @param engine the name of a storage engine on the class path or among the plugins
 * @param plugins a directory of jars in which engines are looked for, too; empty for none
 * @param directory the data directory, created when missing
 * @param settings the engine's own: {@code mappedBytes} (256 MiB) mapped for appending by all logs, {@code directAppendBytes}
 *     (64 KiB), {@code openFiles}, {@code journalBytes} (16 MiB, at most 1 GiB and the heap) for flushing many logs at once;
 *     chronicle also {@code chunkBytes} (16 MiB)
 * @param checkpointIntervalMillis how often everything is flushed and noted as good, so that a start after a crash has
 *     little to look at; at least 1,000
 * @param retentionCheckIntervalMillis how often logs are looked at for segments that need not be kept any more
 *     ({@code log.retention.check.interval.ms}); at least 1
 * @param diskBudget how much of the disk may be used ({@code disk.budget})
 * @param scrub how stored batches are checked
 * @param compaction how logs are compacted
 */
public record StorageConfig(
        String engine,
        String plugins,
        Path directory,
        Map<String, String> settings,
        long checkpointIntervalMillis,
        long retentionCheckIntervalMillis,
        DiskBudget diskBudget,
        ScrubConfig scrub,
        CompactionConfig compaction) {

    /** The mmap engine in {@code ./data}, a checkpoint a minute, retention twice as often, no budget. */
    public static final StorageConfig DEFAULTS = new StorageConfig(
            "mmap",
            "",
            Path.of("data"),
            Map.of(),
            60_000,
            30_000,
            DiskBudget.OFF,
            ScrubConfig.DEFAULTS,
            CompactionConfig.DEFAULTS);

    public StorageConfig {
        Require.that(!engine.isBlank(), "storage.engine must not be empty");
        Require.that(
                checkpointIntervalMillis >= 1_000,
                "storage.checkpointIntervalMillis must be at least 1000, not %d",
                checkpointIntervalMillis);
        Require.that(
                retentionCheckIntervalMillis >= 1,
                "storage.retentionCheckIntervalMillis must be at least 1, not %d",
                retentionCheckIntervalMillis);
        settings = Map.copyOf(settings);
    }

    /** The same in another directory. */
    public StorageConfig withDirectory(Path other) {
        return new StorageConfig(
                engine,
                plugins,
                other,
                settings,
                checkpointIntervalMillis,
                retentionCheckIntervalMillis,
                diskBudget,
                scrub,
                compaction);
    }

    /** The same with retention at another pace. */
    public StorageConfig withRetentionCheckIntervalMillis(long millis) {
        return new StorageConfig(
                engine, plugins, directory, settings, checkpointIntervalMillis, millis, diskBudget, scrub, compaction);
    }

    /** The same, compacting otherwise. */
    public StorageConfig withCompaction(CompactionConfig changed) {
        return new StorageConfig(
                engine,
                plugins,
                directory,
                settings,
                checkpointIntervalMillis,
                retentionCheckIntervalMillis,
                diskBudget,
                scrub,
                changed);
    }

    /** The same with another budget. */
    public StorageConfig withDiskBudget(DiskBudget changed) {
        return new StorageConfig(
                engine,
                plugins,
                directory,
                settings,
                checkpointIntervalMillis,
                retentionCheckIntervalMillis,
                changed,
                scrub,
                compaction);
    }
}

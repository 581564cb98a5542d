package io.tailwater.core.config;

/**
 * How logs are compacted, where their topics say that they are ({@code log.cleaner.…} in Kafka).
 *
 * @param enabled whether it is done at all ({@code log.cleaner.enable})
 * @param intervalMillis how often is looked for logs that are due, at least 10 ({@code log.cleaner.backoff.ms})
 * @param bytesPerSecond how much is read and written a second at most, together; 0 for no limit
 *     ({@code log.cleaner.io.max.bytes.per.second})
 * @param mapBytes memory outside the heap for the keys of one pass, 24 bytes each and a quarter more; with more keys a log needs
 *     several passes ({@code log.cleaner.dedupe.buffer.size}); 64 KiB to 1 GiB
 */
public record CompactionConfig(boolean enabled, long intervalMillis, long bytesPerSecond, long mapBytes) {

    /** Every 15 seconds, 16 MiB a second, which a busy broker hardly feels, and half a million keys a pass. */
    public static final CompactionConfig DEFAULTS = new CompactionConfig(true, 15_000, 16 << 20, 16 << 20);

    public CompactionConfig {
        Require.that(
                intervalMillis >= 10, "storage.compaction.intervalMillis must be at least 10, not %d", intervalMillis);
        Require.that(bytesPerSecond >= 0, "storage.compaction.bytesPerSecond must not be negative: %d", bytesPerSecond);
        Require.that(
                mapBytes >= 64 << 10 && mapBytes <= 1 << 30,
                "storage.compaction.mapBytes must be 65536 to 1073741824, not %d",
                mapBytes);
    }

    /** The same at another pace. */
    public CompactionConfig withIntervalMillis(long millis) {
        return new CompactionConfig(enabled, millis, bytesPerSecond, mapBytes);
    }

    /** The same, faster or slower. */
    public CompactionConfig withBytesPerSecond(long bytes) {
        return new CompactionConfig(enabled, intervalMillis, bytes, mapBytes);
    }

    /** The same with more memory or less. */
    public CompactionConfig withMapBytes(long bytes) {
        return new CompactionConfig(enabled, intervalMillis, bytesPerSecond, bytes);
    }
}

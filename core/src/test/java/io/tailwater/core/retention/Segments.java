package io.tailwater.core.retention;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Logs as retention sees them, made by hand. */
final class Segments {

    static final long NOW = 1_800_000_000_000L;
    static final long HOUR = 3_600_000;

    private static final LogStorage STORAGE = storageInMemory();

    private Segments() {}

    /** One segment of ten records and so many bytes, which ended so long ago. */
    static SegmentInfo aged(int index, long ageMillis, long bytes) {
        return segment(index, NOW - ageMillis, NOW - ageMillis, bytes, false);
    }

    static SegmentInfo segment(int index, long firstMillis, long maxMillis, long bytes, boolean active) {
        return new SegmentInfo(
                10L * index, bytes == 0 ? 10L * index : 10L * index + 10, bytes, firstMillis, maxMillis, active);
    }

    /** Segments of these ages, the last of which is being written. */
    static List<SegmentInfo> ofAges(long bytes, long... agesMillis) {
        List<SegmentInfo> segments = new ArrayList<>();
        for (int i = 0; i < agesMillis.length; i++) {
            long at = NOW - agesMillis[i];
            segments.add(segment(i, at, at, bytes, i == agesMillis.length - 1));
        }
        return segments;
    }

    static TopicConfig config(String... settings) {
        Map<String, String> overrides = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            overrides.put(settings[i], settings[i + 1]);
        }
        return ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.copyOf(overrides), Map.of())).value();
    }

    /** A log of a topic with these settings, all of which may go. */
    static RetainedLog log(String topic, String... settings) {
        return log(topic, Long.MAX_VALUE, settings);
    }

    static RetainedLog log(String topic, long deletableEnd, String... settings) {
        TopicConfig config = config(settings);
        return new RetainedLog(config, emptyLog(topic), config.segmentMillis(), deletableEnd);
    }

    private static PartitionLog emptyLog(String topic) {
        return STORAGE.open(new LogId(topic, new UUID(0, topic.hashCode()), 0), LogOptions.DEFAULTS)
                .toCompletableFuture()
                .join();
    }

    /** Logs in memory; all there is on disk is a lock, in a directory that goes with this JVM. */
    static LogStorage storageInMemory() {
        try {
            Path directory = Files.createTempDirectory("tailwater-retention");
            directory.toFile().deleteOnExit();
            LogStorage storage = new InMemoryLogStorageProvider()
                    .open(new StorageContext(
                            directory,
                            Map.of(),
                            new SystemFiles(),
                            InstantSource.system(),
                            Runnable::run,
                            Runnable::run,
                            Runnable::run));
            try (var files = Files.list(directory)) {
                files.forEach(file -> file.toFile().deleteOnExit());
            }
            return storage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

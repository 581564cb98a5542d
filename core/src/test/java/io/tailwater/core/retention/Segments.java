package io.tailwater.core.retention;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Logs as retention sees them, made by hand. */
final class Segments {

    static final long NOW = 1_800_000_000_000L;
    static final long HOUR = 3_600_000;

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
        Map<String, String> overrides = new java.util.HashMap<>();
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
        return new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        Path.of("nowhere", topic + UUID.randomUUID()),
                        Map.of(),
                        new SystemFiles(),
                        InstantSource.system(),
                        Runnable::run,
                        Runnable::run,
                        Runnable::run))
                .open(
                        new LogId(
                                topic,
                                UUID.nameUUIDFromBytes(topic.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                                0),
                        LogOptions.DEFAULTS)
                .toCompletableFuture()
                .join();
    }
}

package io.tailwater.core.retention;

import io.tailwater.core.topic.TopicConfig;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Logs in memory that do what retention asks for at once. Owned by a test. */
final class LogsInMemory implements RetainedLogs {

    /** What was deleted of a log, and how. */
    record Deletion(String topic, long beforeOffset, boolean early) {}

    final List<Deletion> deletions = new ArrayList<>();
    int looks;
    Runnable whenLooking = () -> {};

    private final LogStorage storage = Segments.storageInMemory();
    private final Map<LogId, PartitionLog> logs = new LinkedHashMap<>();
    private final Map<LogId, TopicConfig> configs = new LinkedHashMap<>();
    private long appendedBytes;

    /** Makes a log, or gives a topic other settings. */
    LogId topic(String name, int segmentBytes, String... settings) {
        LogId id = new LogId(name, new UUID(0, name.hashCode()), 0);
        configs.put(id, Segments.config(settings));
        logs.computeIfAbsent(
                id,
                missing -> storage.open(missing, new LogOptions(segmentBytes, Long.MAX_VALUE, 0))
                        .toCompletableFuture()
                        .join());
        return id;
    }

    void append(LogId id, int sizeInBytes, long timestampMillis) {
        PartitionLog log = log(id);
        log.append(TestBatches.at(log.endOffset())
                .sizeInBytes(sizeInBytes)
                .timestamp(timestampMillis)
                .build());
        appendedBytes += sizeInBytes;
    }

    PartitionLog log(LogId id) {
        PartitionLog log = logs.get(id);
        if (log == null) {
            throw new AssertionError("no log " + id);
        }
        return log;
    }

    long bytes() {
        return logs.values().stream()
                .flatMap(log -> log.segments().stream())
                .mapToLong(SegmentInfo::sizeBytes)
                .sum();
    }

    @Override
    public Future<List<RetainedLog>> look() {
        looks++;
        whenLooking.run();
        List<RetainedLog> seen = new ArrayList<>();
        logs.forEach((id, log) -> {
            TopicConfig config = configs.get(id);
            if (config != null) {
                seen.add(new RetainedLog(config, log, config.segmentMillis(), log.endOffset()));
            }
        });
        return Future.succeededFuture(seen);
    }

    @Override
    public Future<Void> roll(LogId id) {
        log(id).roll();
        return Future.succeededFuture();
    }

    @Override
    public Future<Long> deleteBefore(LogId id, long offset, boolean early) {
        deletions.add(new Deletion(id.topic(), offset, early));
        return Future.fromCompletionStage(log(id).deleteBefore(offset)).map(done -> log(id).startOffset());
    }

    @Override
    public long appendedBytes() {
        return appendedBytes;
    }
}

package io.tailwater.core;

import io.tailwater.core.compaction.CompactionRounds;
import io.tailwater.core.config.StorageConfig;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.integrity.Scrubber;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.topic.StoredTopicCatalog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What goes on in the logs whether or not somebody uses them: checkpoints, checks, compaction. Confined to the broker's context. */
final class BrokerUpkeep {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerUpkeep.class);

    /**
     * What it is made of.
     *
     * @param compacts whether the engine can
     */
    record Parts(
            Supplier<StorageConfig> config,
            RecordFormat recordFormat,
            IntegrityRegister integrity,
            BrokerThreads threads,
            InstantSource steady,
            BrokerMetrics metrics,
            boolean compacts) {}

    private static final long SPARE_WATCH_MILLIS = 500;

    private final Vertx vertx;
    private final Context context;
    private final SparingStorage storage;
    private final PartitionShards shards;
    private final Parts parts;
    private final Scrubber<PartitionKey> scrubber;
    private final CompactionRounds compaction;
    private long checkpointTimer = -1;
    private long spareTimer = -1;
    private boolean stopped;

    BrokerUpkeep(
            Vertx vertx,
            Context context,
            SparingStorage storage,
            PartitionShards shards,
            StoredTopicCatalog topics,
            Parts parts) {
        this.vertx = vertx;
        this.context = context;
        this.storage = storage;
        this.shards = shards;
        this.parts = parts;
        this.scrubber = new Scrubber<>(
                context,
                parts.config().get().scrub(),
                () -> topics.all().stream()
                        .flatMap(topic -> IntStream.range(0, topic.partitionCount())
                                .mapToObj(partition -> new PartitionKey(topic.id(), partition)))
                        .toList(),
                shards::check,
                parts.integrity());
        this.compaction = new CompactionRounds(
                context,
                shards.compactableLogs(),
                parts.recordFormat(),
                () -> parts.config().get().compaction(),
                parts.steady(),
                parts.metrics(),
                parts.threads().compactor());
    }

    /** From any thread. */
    void start() {
        parts.threads().worker().execute(storage::hold);
        context.runOnContext(v -> {
            scheduleCheckpoint();
            watchSpareSpace();
            scrubber.start();
            if (parts.compacts()) {
                compaction.start();
            }
        });
    }

    /** From any thread. */
    void settingsChanged() {
        context.runOnContext(v -> compaction.settingsChanged());
    }

    /** Begins nothing more; completed when no log is being compacted. On the context. */
    Future<Void> stop() {
        stopped = true;
        vertx.cancelTimer(checkpointTimer);
        vertx.cancelTimer(spareTimer);
        scrubber.stop();
        return compaction.stop();
    }

    /** Nobody appends while there is none: it is looked for room as soon as something may have been deleted. */
    private void watchSpareSpace() {
        spareTimer = vertx.setPeriodic(SPARE_WATCH_MILLIS, timer -> {
            if (storage.isSpareGone()) {
                parts.threads().worker().execute(storage::hold);
            }
        });
    }

    /** The next one begins only when the last has ended, however slow the disk is. */
    private void scheduleCheckpoint() {
        if (stopped) {
            return;
        }
        checkpointTimer = vertx.setTimer(
                parts.config().get().checkpointIntervalMillis(),
                timer -> shards.checkpoint()
                        .onSuccess(v -> parts.threads().worker().execute(storage::hold))
                        .onFailure(cause ->
                                LOG.warn("A checkpoint failed; the next start may take longer: {}", cause.toString()))
                        .onComplete(v -> context.runOnContext(w -> scheduleCheckpoint())));
    }
}

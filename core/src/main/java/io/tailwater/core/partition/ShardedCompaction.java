package io.tailwater.core.partition;

import io.tailwater.core.compaction.CompactableLog;
import io.tailwater.core.compaction.CompactableLogs;
import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Compaction's way to the shards' logs. Thread-safe. */
final class ShardedCompaction implements CompactableLogs {

    private final PartitionShards shards;
    private final PartitionUpkeep upkeep;

    ShardedCompaction(PartitionShards shards) {
        this.shards = shards;
        this.upkeep = new PartitionUpkeep(shards);
    }

    @Override
    public Future<List<CompactableLog>> look() {
        return upkeep.look(partition -> isCompactable(partition)
                ? new CompactableLog(partition.log(), partition.config(), partition.lastStableOffset())
                : null);
    }

    /** The broker's own logs have records that only together amount to something; coordinators write them anew (ADR 13). */
    private static boolean isCompactable(Partition partition) {
        return partition.config().compacted()
                && !InternalTopics.has(partition.log().id().topic());
    }

    @Override
    public Future<Map<Long, ProducerEnd>> producers(LogId id) {
        return shards.ask(
                        PartitionUpkeep.keyOf(id),
                        (shard, partition) -> Future.succeededFuture(
                                Result.ok(partition.state().producers().ends())))
                .map(result -> result instanceof Result.Ok<Map<Long, ProducerEnd>> ok ? ok.value() : Map.of());
    }

    @Override
    public Future<Void> roll(LogId id) {
        return upkeep.roll(id);
    }

    @Override
    public void rewritten(LogId id, long baseOffset, int crc) {
        shards.ask(PartitionUpkeep.keyOf(id), (shard, partition) -> {
            partition.state().rewritten(baseOffset, crc);
            return Future.succeededFuture(Result.ok(true));
        });
    }
}

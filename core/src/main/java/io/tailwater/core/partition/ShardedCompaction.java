package io.tailwater.core.partition;

import io.tailwater.core.compaction.CompactableLog;
import io.tailwater.core.compaction.CompactableLogs;
import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Compaction's way to the shards' logs. Thread-safe. */
final class ShardedCompaction implements CompactableLogs {

    private static final int PER_TURN = 256;

    private final PartitionShards shards;

    ShardedCompaction(PartitionShards shards) {
        this.shards = shards;
    }

    @Override
    public Future<List<CompactableLog>> look() {
        return shards.<List<CompactableLog>>onShards((shard, index) -> look(shard))
                .map(ofShards -> ofShards.stream().flatMap(List::stream).toList());
    }

    private static Future<List<CompactableLog>> look(PartitionShard shard) {
        Promise<List<CompactableLog>> promise = Promise.promise();
        lookAtSome(shard, List.copyOf(shard.partitions()).iterator(), new ArrayList<>(), promise);
        return promise.future();
    }

    private static void lookAtSome(
            PartitionShard shard,
            Iterator<Partition> left,
            List<CompactableLog> seen,
            Promise<List<CompactableLog>> promise) {
        for (int i = 0; i < PER_TURN && left.hasNext(); i++) {
            Partition partition = left.next();
            if (!partition.released() && isCompactable(partition)) {
                seen.add(new CompactableLog(partition.log(), partition.config(), partition.lastStableOffset()));
            }
        }
        if (left.hasNext()) {
            shard.loop().execute(() -> lookAtSome(shard, left, seen, promise));
        } else {
            promise.complete(seen);
        }
    }

    /** The broker's own logs have records that only together amount to something; coordinators write them anew (ADR 13). */
    private static boolean isCompactable(Partition partition) {
        return partition.config().compacted()
                && !InternalTopics.has(partition.log().id().topic());
    }

    @Override
    public Future<Map<Long, ProducerEnd>> producers(LogId id) {
        return shards.ask(
                        keyOf(id),
                        (shard, partition) -> Future.succeededFuture(
                                Result.ok(partition.state().producers().ends())))
                .map(result -> result instanceof Result.Ok<Map<Long, ProducerEnd>> ok ? ok.value() : Map.of());
    }

    @Override
    public Future<Void> roll(LogId id) {
        return shards.ask(keyOf(id), (shard, partition) -> {
                    partition.log().roll();
                    return Future.succeededFuture(Result.ok(true));
                })
                .mapEmpty();
    }

    @Override
    public void rewritten(LogId id, long baseOffset, int crc) {
        shards.ask(keyOf(id), (shard, partition) -> {
            partition.state().rewritten(baseOffset, crc);
            return Future.succeededFuture(Result.ok(true));
        });
    }

    private static PartitionKey keyOf(LogId id) {
        return new PartitionKey(id.topicId(), id.partition());
    }
}

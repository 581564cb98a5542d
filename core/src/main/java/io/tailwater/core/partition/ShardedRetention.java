package io.tailwater.core.partition;

import io.tailwater.core.result.Result;
import io.tailwater.core.retention.RetainedLog;
import io.tailwater.core.retention.RetainedLogs;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Retention's way to the shards' logs. Thread-safe. */
final class ShardedRetention implements RetainedLogs {

    private static final int PER_TURN = 256;

    private final PartitionShards shards;

    ShardedRetention(PartitionShards shards) {
        this.shards = shards;
    }

    @Override
    public Future<List<RetainedLog>> look() {
        return shards.<List<RetainedLog>>onShards((shard, index) -> look(shard))
                .map(ofShards -> ofShards.stream().flatMap(List::stream).toList());
    }

    private static Future<List<RetainedLog>> look(PartitionShard shard) {
        Promise<List<RetainedLog>> promise = Promise.promise();
        lookAtSome(shard, List.copyOf(shard.partitions()).iterator(), new ArrayList<>(), promise);
        return promise.future();
    }

    private static void lookAtSome(
            PartitionShard shard,
            Iterator<Partition> left,
            List<RetainedLog> seen,
            Promise<List<RetainedLog>> promise) {
        for (int i = 0; i < PER_TURN && left.hasNext(); i++) {
            Partition partition = left.next();
            if (!partition.released() && !partition.isEmpty()) {
                seen.add(partition.retained());
            }
        }
        if (left.hasNext()) {
            shard.loop().execute(() -> lookAtSome(shard, left, seen, promise));
        } else {
            promise.complete(seen);
        }
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
    public Future<Long> deleteBefore(LogId id, long offset, boolean early) {
        return shards.ask(keyOf(id), (shard, partition) -> {
                    long allowed = Math.min(offset, partition.lastStableOffset());
                    Future<Void> deleted =
                            early ? partition.deleteAtOnceBefore(allowed) : partition.deleteBefore(allowed);
                    return deleted.map(done -> Result.ok(partition.log().startOffset()));
                })
                .map(result -> result instanceof Result.Ok<Long> ok ? ok.value() : -1L);
    }

    @Override
    public long appendedBytes() {
        return shards.totals().appendedBytes();
    }

    private static PartitionKey keyOf(LogId id) {
        return new PartitionKey(id.topicId(), id.partition());
    }
}

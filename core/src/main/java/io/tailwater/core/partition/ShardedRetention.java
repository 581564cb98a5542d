package io.tailwater.core.partition;

import io.tailwater.core.result.Result;
import io.tailwater.core.retention.RetainedLog;
import io.tailwater.core.retention.RetainedLogs;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import java.util.List;

/** Retention's way to the shards' logs. Thread-safe. */
final class ShardedRetention implements RetainedLogs {

    private final PartitionShards shards;
    private final PartitionUpkeep upkeep;

    ShardedRetention(PartitionShards shards) {
        this.shards = shards;
        this.upkeep = new PartitionUpkeep(shards);
    }

    @Override
    public Future<List<RetainedLog>> look() {
        return upkeep.look(partition -> partition.isEmpty() ? null : partition.retained());
    }

    @Override
    public Future<Void> roll(LogId id) {
        return upkeep.roll(id);
    }

    @Override
    public Future<Long> deleteBefore(LogId id, long offset, boolean early) {
        return shards.ask(PartitionUpkeep.keyOf(id), (shard, partition) -> {
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
}

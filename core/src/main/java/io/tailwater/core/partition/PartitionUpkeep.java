package io.tailwater.core.partition;

import io.tailwater.core.result.Result;
import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What retention and compaction both do with the partitions of all shards. Thread-safe. */
final class PartitionUpkeep {

    /** Others have their turn on the loop between so many. */
    private static final int PER_TURN = 256;

    private final PartitionShards shards;

    PartitionUpkeep(PartitionShards shards) {
        this.shards = shards;
    }

    /**
     * Looks at every partition, each on its shard's loop.
     *
     * @param view what is to be known of a partition; null for those that are passed over
     */
    <T> Future<List<T>> look(Function<Partition, @Nullable T> view) {
        return shards.<List<T>>onShards((shard, index) -> {
                    Promise<List<T>> promise = Promise.promise();
                    Iterator<Partition> all = List.copyOf(shard.partitions()).iterator();
                    lookAtSome(shard, all, view, new ArrayList<>(), promise);
                    return promise.future();
                })
                .map(ofShards -> ofShards.stream().flatMap(List::stream).toList());
    }

    private static <T> void lookAtSome(
            PartitionShard shard,
            Iterator<Partition> left,
            Function<Partition, @Nullable T> view,
            List<T> seen,
            Promise<List<T>> promise) {
        for (int i = 0; i < PER_TURN && left.hasNext(); i++) {
            Partition partition = left.next();
            T seenNow = partition.released() ? null : view.apply(partition);
            if (seenNow != null) {
                seen.add(seenNow);
            }
        }
        if (left.hasNext()) {
            shard.loop().execute(() -> lookAtSome(shard, left, view, seen, promise));
        } else {
            promise.complete(seen);
        }
    }

    /** Closes the segment that is being written. */
    Future<Void> roll(LogId id) {
        return shards.ask(keyOf(id), (shard, partition) -> {
                    partition.log().roll();
                    return Future.succeededFuture(Result.ok(true));
                })
                .mapEmpty();
    }

    static PartitionKey keyOf(LogId id) {
        return new PartitionKey(id.topicId(), id.partition());
    }
}

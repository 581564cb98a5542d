package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BiFunction;

/**
 * Something seldom for one partition: look-ups, deletion, its status.
 *
 * @param key the partition
 * @param work what to do on its shard's loop; its future may complete on any thread
 * @param promise completed on {@code caller}
 */
record PartitionCommand<T>(
        PartitionKey key,
        BiFunction<PartitionShard, Partition, Future<Result<T>>> work,
        Context caller,
        Promise<Result<T>> promise)
        implements ShardCommand {

    @Override
    public void runOn(PartitionShard shard) {
        Partition partition = shard.find(key);
        if (partition == null) {
            answer(new Result.Refused<>(shard.missing(key)));
            return;
        }
        work.apply(shard, partition)
                .onSuccess(this::answer)
                .onFailure(thrown -> answer(new Result.Refused<>(partition.storageError(thrown))));
    }

    private void answer(Result<T> result) {
        caller.runOnContext(there -> promise.complete(result));
    }

    @Override
    public void refuse(BrokerError error) {
        caller.runOnContext(there -> promise.tryComplete(new Result.Refused<>(error)));
    }
}

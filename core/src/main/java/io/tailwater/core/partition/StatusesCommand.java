package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks for the extents of a shard's partitions together.
 *
 * @param keys partitions of the shard
 * @param promise completed on {@code caller}, with one answer for each, in order
 */
record StatusesCommand(List<PartitionKey> keys, Context caller, Promise<List<Result<PartitionStatus>>> promise)
        implements ShardCommand {

    @Override
    public void runOn(PartitionShard shard) {
        List<Result<PartitionStatus>> answers = new ArrayList<>(keys.size());
        for (PartitionKey key : keys) {
            Partition partition = shard.find(key);
            answers.add(partition == null ? new Result.Refused<>(shard.missing(key)) : Result.ok(partition.status()));
        }
        caller.runOnContext(there -> promise.complete(answers));
    }

    @Override
    public void refuse(BrokerError error) {
        List<Result<PartitionStatus>> answers = new ArrayList<>(keys.size());
        keys.forEach(key -> answers.add(new Result.Refused<>(error)));
        caller.runOnContext(there -> promise.tryComplete(answers));
    }
}

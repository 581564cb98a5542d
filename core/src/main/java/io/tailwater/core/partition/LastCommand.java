package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.vertx.core.Promise;

/**
 * Tells that everything sent to a shard before was run.
 *
 * @param reached completed then
 */
record LastCommand(Promise<Void> reached) implements ShardCommand {

    @Override
    public void runOn(PartitionShard shard) {
        reached.complete();
    }

    @Override
    public void refuse(BrokerError error) {
        reached.tryComplete();
    }
}

package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;

/**
 * Ends a fetch's waiting.
 *
 * @param fetch the fetch, sent to the same shard before
 * @param cancel whether nobody wants the answer any more
 */
record HurryCommand(FetchCommand fetch, boolean cancel) implements ShardCommand {

    @Override
    public void runOn(PartitionShard shard) {
        if (cancel) {
            fetch.cancel();
        } else {
            fetch.answerNow();
        }
    }

    @Override
    public void refuse(BrokerError error) {
        fetch.refuse(error);
    }
}

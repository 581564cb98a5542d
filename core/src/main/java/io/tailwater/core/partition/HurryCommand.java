package io.tailwater.core.partition;

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
    public void fail(Throwable cause) {
        fetch.fail(cause);
    }
}

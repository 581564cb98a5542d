package io.tailwater.core.partition;

import io.tailwater.core.BrokerError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/**
 * Something seldom for a shard as a whole: taking up and giving up partitions, noting states, closing.
 *
 * @param work what to do on the shard's loop; its future may complete on any thread
 * @param promise completed on {@code caller}
 */
record ShardTask<T>(Function<PartitionShard, Future<T>> work, Context caller, Promise<T> promise)
        implements ShardCommand {

    @Override
    public void runOn(PartitionShard shard) {
        work.apply(shard)
                .onComplete(done -> caller.runOnContext(there -> {
                    if (done.succeeded()) {
                        promise.complete(done.result());
                    } else {
                        promise.fail(done.cause());
                    }
                }));
    }

    @Override
    public void refuse(BrokerError error) {
        caller.runOnContext(there -> promise.tryFail(new IllegalStateException(error.message())));
    }
}

package io.tailwater.core.partition;

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
record ShardTask<T>(Function<PartitionShard, Future<T>> work, Context caller, Promise<T> promise) {

    void runOn(PartitionShard shard) {
        Future<T> done;
        try {
            done = work.apply(shard);
        } catch (RuntimeException e) {
            done = Future.failedFuture(e);
        }
        done.onComplete(outcome -> caller.runOnContext(there -> {
            if (outcome.succeeded()) {
                promise.complete(outcome.result());
            } else {
                promise.fail(outcome.cause());
            }
        }));
    }
}

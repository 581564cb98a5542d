package io.tailwater.core.worker;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** A call that an executor makes. Stateless. */
public final class WorkerCall {

    private WorkerCall() {}

    /**
     * Has a call made.
     *
     * @return completes on the executor's thread; fails with what the call threw, or at once when the executor takes nothing more,
     *     as when the broker stops
     */
    public static <T> Future<T> of(Executor worker, Callable<T> call) {
        Promise<T> promise = Promise.promise();
        try {
            worker.execute(() -> {
                try {
                    promise.complete(call.call());
                } catch (Throwable e) {
                    promise.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(e);
        }
        return promise.future();
    }
}

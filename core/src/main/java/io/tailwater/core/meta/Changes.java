package io.tailwater.core.meta;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Changes that are made one after the other, each when the one before is done. Thread-safe: they are made on one context and
 * answered on that of whoever asked.
 */
public final class Changes {

    private final Context context;
    private final Executor worker;

    // Confined to the context.
    private Future<?> last = Future.succeededFuture();

    /**
     * @param context an event loop's; changes are made on it
     * @param worker runs what blocks
     */
    public Changes(Context context, Executor worker) {
        this.context = context;
        this.worker = worker;
    }

    /** Makes a change on the context when those before it are done; one that failed holds up nothing. */
    public <T> Future<T> next(Supplier<Future<T>> change) {
        Promise<T> promise = Promise.promise();
        Context asker = Vertx.currentContext();
        context.runOnContext(v -> {
            Future<T> made = last.transform(before -> change.get());
            last = made;
            made.onComplete(outcome -> {
                if (asker == null) {
                    promise.handle(outcome);
                } else {
                    asker.runOnContext(there -> promise.handle(outcome));
                }
            });
        });
        return promise.future();
    }

    /** The part of a change that blocks, such as writing it down; its outcome is there on the context. */
    public <T> Future<T> blocking(Supplier<T> part) {
        Promise<T> done = Promise.promise();
        worker.execute(() -> {
            try {
                T value = part.get();
                context.runOnContext(v -> done.complete(value));
            } catch (RuntimeException e) {
                context.runOnContext(v -> done.fail(e));
            }
        });
        return done.future();
    }
}

package io.tailwater.core.partition;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The event loop on which a caller wants its answers. Thread-safe.
 *
 * <p>An answer that is made on that very loop is handed over at once; only others pay for a task.
 */
final class CallerLoop {

    private final Context context;
    private final Thread thread;

    /** To be made on the context's loop. */
    CallerLoop(Context context) {
        this.context = context;
        this.thread = Thread.currentThread();
    }

    void run(Handler<@Nullable Void> answer) {
        if (Thread.currentThread() == thread) {
            answer.handle(null);
        } else {
            context.runOnContext(answer);
        }
    }
}

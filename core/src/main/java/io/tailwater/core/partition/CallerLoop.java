package io.tailwater.core.partition;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The event loop on which a caller wants its answers. Thread-safe.
 *
 * <p>An answer that is made on that very loop is handed over at once; only others pay for a task.
 */
public final class CallerLoop {

    private final Context context;
    private final Thread thread;

    /** To be made on the context's loop. */
    public CallerLoop(Context context) {
        this.context = context;
        this.thread = Thread.currentThread();
    }

    /** Hands an answer over on the caller's loop, at once if that is the current thread. */
    public void run(Handler<@Nullable Void> answer) {
        if (Thread.currentThread() == thread) {
            answer.handle(null);
        } else {
            context.runOnContext(answer);
        }
    }
}

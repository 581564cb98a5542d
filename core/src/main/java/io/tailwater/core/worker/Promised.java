package io.tailwater.core.worker;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What others promised by the JDK's stages, whose failures come wrapped from stage to stage. Stateless. */
public final class Promised {

    private Promised() {}

    /** The same as a future that completes on whatever thread the stage does, with the failure itself. */
    public static <T> Future<T> by(CompletionStage<T> stage) {
        return bare(Future.fromCompletionStage(stage));
    }

    /** The same as a future that completes on a context, with the failure itself. */
    public static <T> Future<T> by(CompletionStage<T> stage, Context context) {
        return bare(Future.fromCompletionStage(stage, context));
    }

    /** The failure that a stage after the failed one wraps; itself when it is not wrapped. */
    public static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    private static <T> Future<T> bare(Future<T> future) {
        return future.recover(thrown -> Future.failedFuture(unwrapped(thrown)));
    }
}

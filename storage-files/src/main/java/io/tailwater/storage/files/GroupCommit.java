package io.tailwater.storage.files;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Merges requests for the same blocking work: one run at a time, and everybody who asks during a run shares the next one.
 * Thread-safe.
 */
final class GroupCommit<T> {

    private final Executor executor;
    private final Callable<T> work;
    private @Nullable CompletableFuture<T> running;
    private @Nullable CompletableFuture<T> following;

    GroupCommit(Executor executor, Callable<T> work) {
        this.executor = executor;
        this.work = work;
    }

    /** @return the result of a run that begins after this call; completed on the executor */
    CompletableFuture<T> request() {
        CompletableFuture<T> mine;
        synchronized (this) {
            if (running != null) {
                if (following == null) {
                    following = new CompletableFuture<>();
                }
                return following;
            }
            mine = new CompletableFuture<>();
            running = mine;
        }
        start(mine);
        return mine;
    }

    private void start(CompletableFuture<T> run) {
        try {
            executor.execute(() -> run(run));
        } catch (RejectedExecutionException e) {
            startNext();
            run.completeExceptionally(e);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the work throws belongs to those who wait for it
    private void run(CompletableFuture<T> run) {
        try {
            T result = work.call();
            startNext();
            run.complete(result);
        } catch (Exception | LinkageError e) {
            startNext();
            run.completeExceptionally(e);
        }
    }

    private void startNext() {
        CompletableFuture<T> next;
        synchronized (this) {
            next = following;
            following = null;
            running = next;
        }
        if (next != null) {
            start(next);
        }
    }
}

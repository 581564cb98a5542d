package io.tailwater.storage.files;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges requests for the same work: one run at a time, and everybody who asks during a run shares the next one. Thread-safe.
 */
final class GroupCommit<T> {

    private final Supplier<CompletableFuture<T>> work;
    private @Nullable CompletableFuture<T> running;
    private @Nullable CompletableFuture<T> following;

    /** @param work begins a run; throws nothing */
    GroupCommit(Supplier<CompletableFuture<T>> work) {
        this.work = work;
    }

    /** Of blocking work, done by an executor. */
    GroupCommit(Executor executor, Callable<T> work) {
        this(() -> run(executor, work));
    }

    /** @return the result of a run that begins after this call; completed by whoever ends it */
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
        work.get().whenComplete((result, thrown) -> {
            startNext();
            if (thrown == null) {
                run.complete(result);
            } else {
                run.completeExceptionally(thrown);
            }
        });
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

    @SuppressWarnings("CatchingUnchecked") // whatever the work throws belongs to those who wait for it
    private static <T> CompletableFuture<T> run(Executor executor, Callable<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    done.complete(work.call());
                } catch (Exception | LinkageError e) {
                    done.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
    }
}

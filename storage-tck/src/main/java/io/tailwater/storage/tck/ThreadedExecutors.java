package io.tailwater.storage.tck;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real threads, few of them. Thread-safe. */
public final class ThreadedExecutors implements Workers {

    private static final long PATIENCE_SECONDS = 60;

    private final ThreadPoolExecutor background = pool("background", 2);
    private final ThreadPoolExecutor appender = pool("appender", 1);
    private final ThreadPoolExecutor flusher = pool("flusher", 1);

    private static ThreadPoolExecutor pool(String name, int threads) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "storage-tck-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public Executor background() {
        return background;
    }

    @Override
    public Executor appender() {
        return appender;
    }

    @Override
    public Executor flusher() {
        return flusher;
    }

    @Override
    public <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!Stages.isDoneWithin(future, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("a stage is not complete after " + PATIENCE_SECONDS + " s");
        }
        return Stages.resultOf(future);
    }

    @Override
    public <T> T blocking(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Stages.complete(result, call);
        return Stages.resultOf(result);
    }

    @Override
    public void abandon() {
        List<ThreadPoolExecutor> pools = List.of(background, appender, flusher);
        pools.forEach(pool -> pool.getQueue().clear());
        pools.forEach(ThreadPoolExecutor::shutdown);
        try {
            for (ThreadPoolExecutor pool : pools) {
                pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.tailwater.core;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that may block: small pools, so that neither a force nor an append ever queues behind a recovery, nor a broker's
 * work behind the storage's own, for which it may have to wait. Thread-safe. Threads start on demand and end when idle.
 */
final class BrokerThreads {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** Also more than there are cores: a disk answers many flushes as fast as one. */
    private static final int SIDE_BY_SIDE_FORCES = Math.max(16, PROCESSORS);

    private static final long IDLE_SECONDS = 30;
    private static final int MOST_WAITING_PASSWORDS = 256;

    private final ExecutorService flusher = pool("tailwater-flush-", SIDE_BY_SIDE_FORCES);
    private final ExecutorService appender = pool("tailwater-append-", Math.max(2, PROCESSORS));
    private final ExecutorService background = pool("tailwater-background-", Math.max(4, PROCESSORS));
    private final ExecutorService compactor = pool("tailwater-compaction-", 1);
    private final ExecutorService hasher =
            pool("tailwater-hash-", Math.max(1, PROCESSORS / 2), new LinkedBlockingQueue<>(MOST_WAITING_PASSWORDS));
    private final ExecutorService worker = pool("tailwater-worker-", Math.max(2, PROCESSORS));

    /** Forces. */
    ExecutorService flusher() {
        return flusher;
    }

    /** What appends wait for. */
    ExecutorService appender() {
        return appender;
    }

    /** What the storage does on its own account. */
    ExecutorService background() {
        return background;
    }

    /** What compacts logs, and nothing else. */
    ExecutorService compactor() {
        return compactor;
    }

    /** Hashes passwords, which anybody can have it do: a few at a time, and only so many wait. */
    ExecutorService hasher() {
        return hasher;
    }

    /** What the broker does that may block or takes long. */
    ExecutorService worker() {
        return worker;
    }

    /** Runs something that blocks; the future completes on the given context. */
    <T> Future<T> call(Context context, Callable<T> work) {
        Promise<T> promise = Promise.promise();
        worker.execute(() -> {
            try {
                T value = work.call();
                context.runOnContext(v -> promise.complete(value));
            } catch (Throwable e) {
                context.runOnContext(v -> promise.fail(e));
            }
        });
        return promise.future();
    }

    /** Takes nothing more; what has been taken is done. */
    void close() {
        compactor.shutdown();
        hasher.shutdown();
        worker.shutdown();
        background.shutdown();
        appender.shutdown();
        flusher.shutdown();
    }

    private static ExecutorService pool(String prefix, int size) {
        return pool(prefix, size, new LinkedBlockingQueue<>());
    }

    private static ExecutorService pool(String prefix, int size, BlockingQueue<Runnable> waiting) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS, waiting, runnable -> {
                    Thread thread = new Thread(runnable, prefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}

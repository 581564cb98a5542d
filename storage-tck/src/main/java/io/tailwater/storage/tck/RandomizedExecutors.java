package io.tailwater.storage.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Executors whose tasks wait until the test drives them, and then run one at a time in an order drawn from a seed, so that
 * background work meets the writer at every possible moment, and the same seed meets it again. Thread-safe, driven by one
 * thread.
 */
public final class RandomizedExecutors implements Workers {

    private static final long PATIENCE_MICROS = 200;

    private final SplittableRandom random;
    private final List<Runnable> waiting = new ArrayList<>(); // guarded by this
    private boolean abandoned; // guarded by this

    public RandomizedExecutors(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public Executor background() {
        return this::add;
    }

    @Override
    public Executor appender() {
        return this::add;
    }

    @Override
    public Executor flusher() {
        return this::add;
    }

    private synchronized void add(Runnable task) {
        if (!abandoned) {
            waiting.add(task);
        }
    }

    private synchronized @Nullable Runnable pick() {
        return waiting.isEmpty() ? null : waiting.remove(random.nextInt(waiting.size()));
    }

    /** Runs a task picked at random. @return false when none waits */
    public boolean runOne() {
        Runnable task = pick();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs tasks until none is left. */
    public void runAll() {
        boolean ran;
        do {
            ran = runOne();
        } while (ran);
    }

    /** Runs tasks until the stage is complete; when none is left before that, the engine has forgotten the stage. */
    @Override
    public <T> T await(CompletionStage<T> stage) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        while (!future.isDone()) {
            if (!runOne()) {
                throw new AssertionError("a stage is not complete, and no task is left that could complete it");
            }
        }
        return Stages.resultOf(future);
    }

    /**
     * Makes the call on a thread of its own. Tasks run only while that thread waits for something, so that calls which do not
     * wait stay reproducible.
     */
    @Override
    public <T> T blocking(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread caller = new Thread(() -> Stages.complete(result, call), "storage-tck-blocking-call");
        caller.setDaemon(true);
        caller.start();
        while (!Stages.isDoneWithin(result, PATIENCE_MICROS, TimeUnit.MICROSECONDS)) {
            if (caller.getState() == Thread.State.WAITING || caller.getState() == Thread.State.TIMED_WAITING) {
                runDuring(result);
            }
        }
        return Stages.resultOf(result);
    }

    private void runDuring(CompletableFuture<?> call) {
        try {
            runOne();
        } catch (RuntimeException | Error e) {
            // The call must have ended before anything else is done with the engine.
            call.handle((value, failure) -> value).join();
            throw e;
        }
    }

    @Override
    public synchronized void abandon() {
        abandoned = true;
        waiting.clear();
    }
}

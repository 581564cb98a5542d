package io.tailwater.storage.files;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Blocking work on many things, done by whoever asks for it and, where they are free, by workers too; so it gets done even
 * when none is. Owned by who asks.
 */
final class ParallelWork<T> {

    private final ConcurrentLinkedQueue<T> waiting;
    private final CountDownLatch undone;
    private final Consumer<T> work;

    /** @param work for one of the things; throws nothing */
    ParallelWork(Collection<T> things, Consumer<T> work) {
        this.waiting = new ConcurrentLinkedQueue<>(things);
        this.undone = new CountDownLatch(waiting.size());
        this.work = work;
    }

    /**
     * Returns when all is done; blocking.
     *
     * @param workers how many workers may help
     */
    void run(Executor executor, int workers) {
        try {
            for (int i = 0; i < workers; i++) {
                executor.execute(this::doWaiting);
            }
        } catch (RejectedExecutionException e) {
            // Those that were taken help, and the caller.
        }
        doWaiting();
        boolean interrupted = false;
        while (undone.getCount() > 0) {
            try {
                undone.await();
            } catch (InterruptedException e) {
                interrupted = true; // what was begun must end first
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void doWaiting() {
        for (T thing = waiting.poll(); thing != null; thing = waiting.poll()) {
            try {
                work.accept(thing);
            } finally {
                undone.countDown();
            }
        }
    }
}

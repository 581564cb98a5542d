package io.tailwater.core.partition;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A thread whose work a test can hold back. Thread-safe. */
final class GatedExecutor implements Executor, AutoCloseable {

    private final ExecutorService thread;
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    GatedExecutor(String name) {
        thread = Executors.newSingleThreadExecutor(task -> new Thread(task, name));
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (holding) {
            held.add(task);
            notifyAll();
        } else {
            thread.execute(task);
        }
    }

    synchronized void hold() {
        holding = true;
    }

    /** Waits until so many tasks are held back. */
    synchronized void awaitHeld(int tasks) {
        while (held.size() < tasks) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    synchronized void open() {
        holding = false;
        held.forEach(thread::execute);
        held.clear();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

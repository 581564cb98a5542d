package io.tailwater.core.partition;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Holds tasks back until told to run them. Thread-safe. */
final class ManualExecutor implements Executor {

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean open;

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (!open) {
                tasks.add(task);
                return;
            }
        }
        task.run();
    }

    synchronized int held() {
        return tasks.size();
    }

    /** Runs what was held back, on the caller's thread. */
    void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    /** Holds nothing back from now on. */
    void open() {
        synchronized (this) {
            open = true;
        }
        run();
    }

    private synchronized Runnable next() {
        return tasks.poll();
    }
}

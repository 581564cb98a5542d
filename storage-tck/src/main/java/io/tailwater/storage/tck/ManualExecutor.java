package io.tailwater.storage.tck;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Keeps tasks until a test runs them, in the order they came, on the test's thread. Thread-safe. */
public final class ManualExecutor implements Executor {

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
        waiting.addLast(task);
    }

    /** How many tasks wait. */
    public synchronized int size() {
        return waiting.size();
    }

    /** Runs the task that has waited longest. @return false when there was none */
    public boolean runNext() {
        Runnable task = next();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs tasks, those too that come meanwhile, until none is left. */
    public void runAll() {
        boolean ran;
        do {
            ran = runNext();
        } while (ran);
    }

    private synchronized @Nullable Runnable next() {
        return waiting.pollFirst();
    }
}

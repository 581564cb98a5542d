package io.tailwater.core.partition;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop and a clock that stand still until told otherwise. Owned by the test's thread. */
final class ManualLoop implements ShardLoop {

    private record Timer(long atMillis, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::atMillis));
    private long nowMillis = 1_000_000;
    private int timersFired;

    @Override
    public synchronized void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {
        timers.add(new Timer(nowMillis + delayMillis, task));
    }

    @Override
    public long monotonicNanos() {
        return nowMillis * 1_000_000;
    }

    long nowMillis() {
        return nowMillis;
    }

    int timersFired() {
        return timersFired;
    }

    /** Does everything there is to do now. */
    void run() {
        for (Runnable task = next(); task != null; task = next()) {
            task.run();
        }
    }

    private synchronized Runnable next() {
        return tasks.poll();
    }

    /** Lets time pass, a millisecond at a time. */
    void pass(long millis) {
        long until = nowMillis + millis;
        run();
        while (nowMillis < until) {
            nowMillis++;
            while (!timers.isEmpty() && timers.peek().atMillis <= nowMillis) {
                timersFired++;
                timers.remove().task.run();
            }
            run();
        }
    }
}

package io.tailwater.core.retention;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A context, a worker and a clock that stand still until told otherwise. Owned by a test. */
final class ManualWork implements Timers {

    private record Timer(long atMillis, int number, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::atMillis).thenComparingInt(Timer::number));
    private long nowMillis = Segments.NOW;
    private int timersMade;

    Executors executors() {
        return new Executors(tasks::add, tasks::add);
    }

    @Override
    public void schedule(long delayMillis, Runnable task) {
        timers.add(new Timer(nowMillis + delayMillis, timersMade++, task));
    }

    long nowMillis() {
        return nowMillis;
    }

    /** Does everything there is to do now. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass, timer by timer. */
    void pass(long millis) {
        long until = nowMillis + millis;
        run();
        while (!timers.isEmpty() && timers.peek().atMillis() <= until) {
            Timer next = timers.remove();
            nowMillis = Math.max(nowMillis, next.atMillis());
            next.task().run();
            run();
        }
        nowMillis = until;
    }
}

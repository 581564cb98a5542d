package io.tailwater.core.coordinator;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A loop and a clock that stand still until told otherwise. Owned by the test's thread. */
final class ManualLoop implements CoordinatorLoop, InstantSource {

    private record Timer(long id, long atMillis, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<Timer> timers = new ArrayList<>();
    private long nextTimer;
    private long nowMillis = 1_000_000;

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public long schedule(long delayMillis, Runnable task) {
        timers.add(new Timer(nextTimer, nowMillis + Math.max(1, delayMillis), task));
        return nextTimer++;
    }

    @Override
    public void cancel(long timer) {
        timers.removeIf(scheduled -> scheduled.id == timer);
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMillis);
    }

    int timers() {
        return timers.size();
    }

    /** Sets the clock, as people do, with timers where they were. */
    void setClock(long millis) {
        long by = millis - nowMillis;
        nowMillis = millis;
        timers.replaceAll(timer -> new Timer(timer.id, timer.atMillis + by, timer.task));
    }

    /** Does everything there is to do now. */
    void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Lets time pass. */
    void pass(long millis) {
        long until = nowMillis + millis;
        run();
        for (Timer next = next(); next != null && next.atMillis <= until; next = next()) {
            nowMillis = Math.max(nowMillis, next.atMillis);
            timers.remove(next);
            next.task.run();
            run();
        }
        nowMillis = until;
    }

    private Timer next() {
        return timers.stream().min(Comparator.comparingLong(Timer::atMillis)).orElse(null);
    }
}

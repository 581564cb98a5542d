package io.tailwater.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * The time limits of waiting fetches, kept so that setting and dropping one costs a few stores: nearly all are dropped, because
 * data comes first. Owned by one shard.
 *
 * <p>Limits are kept in buckets of {@value #TICK_MILLIS} ms, and a timer runs only for the next bucket that holds any; so a
 * limit is met up to {@value #TICK_MILLIS} ms late, and an idle broker is not woken.
 */
final class DeadlineWheel {

    static final int TICK_MILLIS = 8;

    private static final int BUCKETS = 256;

    /** Something with a time limit. Owned by the shard. */
    abstract static class Waiting {

        private long deadlineTick = -1;
        private @Nullable Waiting previous;
        private @Nullable Waiting next;

        /** The time limit has come; it is dropped already. */
        abstract void deadlineCame();
    }

    private final ShardLoop loop;
    private final @Nullable Waiting[] buckets = new @Nullable Waiting[BUCKETS];
    private int size;

    /** The tick for which the earliest timer is set, {@code Long.MAX_VALUE} when none runs. */
    private long timerTick = Long.MAX_VALUE;

    private long lastTick;

    DeadlineWheel(ShardLoop loop) {
        this.loop = loop;
        this.lastTick = nowTick();
    }

    private long nowTick() {
        return loop.monotonicNanos() / 1_000_000 / TICK_MILLIS;
    }

    /** Sets a limit; {@code deadlineMillis} is on the loop's clock. */
    void add(Waiting waiting, long deadlineMillis) {
        long now = nowTick();
        if (size == 0) {
            lastTick = now;
        }
        // The limit's own tick begins before it: the next one is the first that is not too early.
        long tick = Math.max(now, deadlineMillis / TICK_MILLIS) + 1;
        waiting.deadlineTick = tick;
        int bucket = (int) (tick % BUCKETS);
        Waiting second = buckets[bucket];
        waiting.previous = null;
        waiting.next = second;
        if (second != null) {
            second.previous = waiting;
        }
        buckets[bucket] = waiting;
        size++;
        setTimer(tick, now);
    }

    /** Drops a limit; does nothing when it was met or dropped before. */
    void remove(Waiting waiting) {
        if (waiting.deadlineTick < 0) {
            return;
        }
        Waiting before = waiting.previous;
        Waiting after = waiting.next;
        if (before == null) {
            buckets[(int) (waiting.deadlineTick % BUCKETS)] = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        waiting.deadlineTick = -1;
        waiting.previous = null;
        waiting.next = null;
        size--;
    }

    private void setTimer(long tick, long now) {
        if (tick < timerTick) {
            timerTick = tick;
            loop.schedule(Math.max(1, (tick - now) * TICK_MILLIS), () -> timerFired(tick));
        }
    }

    private void timerFired(long setFor) {
        if (setFor != timerTick) {
            return; // An earlier limit came after it was set, and the timer set then has done this one's work.
        }
        long now = nowTick();
        timerTick = Long.MAX_VALUE;
        long until = Math.min(now, lastTick + BUCKETS);
        for (long tick = lastTick + 1; tick <= until; tick++) {
            meet((int) (tick % BUCKETS), now);
        }
        lastTick = Math.max(lastTick, now);
        if (size > 0) {
            setTimer(nextTick(now), now);
        }
    }

    private void meet(int bucket, long now) {
        Waiting waiting = buckets[bucket];
        while (waiting != null) {
            Waiting following = waiting.next;
            if (waiting.deadlineTick <= now) {
                remove(waiting);
                waiting.deadlineCame();
            }
            waiting = following;
        }
    }

    /** The tick of the next bucket that holds something, be it for this round of the wheel or a later one. */
    private long nextTick(long now) {
        long tick = now + 1;
        while (buckets[(int) (tick % BUCKETS)] == null) {
            tick++;
        }
        return tick;
    }
}

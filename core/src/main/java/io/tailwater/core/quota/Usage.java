package io.tailwater.core.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;

/**
 * What those who share a quota have used of it: a level that rises with what they do and sinks by what the quota allows.
 * Thread-safe, without locks.
 *
 * <p>So they may do as much at once as they left undone for a while, and no more than the quota allows in the long run, on however
 * many connections. Kafka adds up the last eleven seconds instead, which is the same to one connection.
 */
final class Usage {

    /** It is not remembered for longer than so that somebody has done too much. */
    private static final double MOST_SECONDS = 600;

    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The level, as it was at a time, and what the quota allowed then. */
    private record State(double level, double perSecond, long nanos) {

        double levelAt(long now) {
            return Math.max(0, level - Math.max(0, now - nanos) / SECOND_NANOS * perSecond);
        }
    }

    /** Whether something may be done, going by how many seconds' worth there is before it and with it. */
    interface Condition {
        boolean holds(double secondsBefore, double secondsAfter);
    }

    private static final VarHandle STATE = handle();

    private volatile State state;

    Usage(long nowNanos) {
        state = new State(0, 1, nowNanos);
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Usage.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Counts something.
     *
     * @param perSecond what the quota allows
     * @return how many seconds' worth there is with it
     */
    double add(double amount, double perSecond, long nowNanos) {
        return addIf((before, after) -> true, amount, perSecond, nowNanos) + amount / perSecond;
    }

    /**
     * Counts something if that may be done.
     *
     * @return how many seconds' worth there was before
     */
    double addIf(Condition condition, double amount, double perSecond, long nowNanos) {
        State before;
        State after;
        double level;
        do {
            before = state;
            level = Math.min(before.levelAt(nowNanos), MOST_SECONDS * perSecond);
            boolean holds = condition.holds(level / perSecond, (level + amount) / perSecond);
            long nanos = nowNanos - before.nanos > 0 ? nowNanos : before.nanos;
            after = new State(holds ? level + amount : level, perSecond, nanos);
        } while (!STATE.compareAndSet(this, before, after));
        return level / perSecond;
    }

    /** Whether a new one would say the same. */
    boolean forgettable(long nowNanos) {
        return state.levelAt(nowNanos) == 0;
    }
}

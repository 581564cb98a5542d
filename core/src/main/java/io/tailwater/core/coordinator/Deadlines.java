package io.tailwater.core.coordinator;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator's state has to do at certain times. Confined to the coordinator's event loop.
 *
 * <p>Most deadlines are sessions, and most of what happens to them is that they are put off, by every heartbeat. That costs a
 * store: a deadline keeps its place in a heap until that comes up, and only then moves to where it belongs. So {@link
 * #nextMillis} may be early, and is never late.
 */
public final class Deadlines {

    /** Work that one {@link #advance} does, so that others get their turn. */
    private static final int STEP = 256;

    /** Something to do at a time that can be put off, brought forward and dropped. Confined to its coordinator's event loop. */
    public static final class Deadline {

        private final Consumer<CoordinatorOutput> action;
        private long dueMillis = CoordinatorState.NO_DEADLINE;
        private long queuedMillis;
        private int index = -1;

        /** @param action called when the time has come; the deadline is dropped by then, and may be set again */
        public Deadline(Consumer<CoordinatorOutput> action) {
            this.action = action;
        }

        /** Whether it is to happen at some time. */
        public boolean isSet() {
            return dueMillis != CoordinatorState.NO_DEADLINE;
        }
    }

    private @Nullable Deadline[] heap = new @Nullable Deadline[16];
    private int size;

    /** Sets a deadline, or moves it; {@code dueMillis} is since 1970, and may be past. */
    public void set(Deadline deadline, long dueMillis) {
        deadline.dueMillis = dueMillis;
        if (deadline.index < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            deadline.queuedMillis = dueMillis;
            size++;
            siftUp(deadline, size - 1);
        } else if (dueMillis < deadline.queuedMillis) {
            deadline.queuedMillis = dueMillis;
            siftUp(deadline, deadline.index);
        }
    }

    /** Drops a deadline; nothing happens if it is not set. */
    public void cancel(Deadline deadline) {
        deadline.dueMillis = CoordinatorState.NO_DEADLINE;
        if (deadline.index >= 0) {
            remove(deadline);
        }
    }

    private void remove(Deadline deadline) {
        int hole = deadline.index;
        deadline.index = -1;
        size--;
        Deadline last = heap[size];
        heap[size] = null;
        if (last != deadline) {
            siftUp(last, hole);
            siftDown(last, last.index);
        }
    }

    /** When {@link #advance} has something to do, or {@link CoordinatorState#NO_DEADLINE}. */
    public long nextMillis() {
        return size == 0 ? CoordinatorState.NO_DEADLINE : heap[0].queuedMillis;
    }

    /** Does some of what is due, the longest due first; as long as {@link #nextMillis} is not in the future there is more. */
    public void advance(CoordinatorOutput output) {
        for (int done = 0; done < STEP && nextMillis() <= output.nowMillis(); done++) {
            Deadline first = heap[0];
            if (first.dueMillis > output.nowMillis()) {
                first.queuedMillis = first.dueMillis;
                siftDown(first, 0);
            } else {
                cancel(first);
                first.action.accept(output);
            }
        }
    }

    private void siftUp(Deadline deadline, int from) {
        int at = from;
        while (at > 0 && heap[(at - 1) / 2].queuedMillis > deadline.queuedMillis) {
            place(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        place(deadline, at);
    }

    private void siftDown(Deadline deadline, int from) {
        int at = from;
        for (int child = smallerChild(at); child >= 0; child = smallerChild(at)) {
            if (heap[child].queuedMillis >= deadline.queuedMillis) {
                break;
            }
            place(heap[child], at);
            at = child;
        }
        place(deadline, at);
    }

    private int smallerChild(int at) {
        int left = 2 * at + 1;
        if (left >= size) {
            return -1;
        }
        return left + 1 < size && heap[left + 1].queuedMillis < heap[left].queuedMillis ? left + 1 : left;
    }

    private void place(Deadline deadline, int at) {
        heap[at] = deadline;
        deadline.index = at;
    }
}

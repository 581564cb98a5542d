package io.tailwater.storage.files;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds how much memory is mapped for appending, by all logs together: past the limit those give theirs back that were not
 * appended to for longest (second-chance order). Thread-safe. What it counts is what each log held when it last mapped more,
 * so mostly more than there is. The bound is exceeded while one log needs more than all of it.
 */
final class WindowBudget {

    private static final int SMALLEST_SHARE_BYTES = 16 << 10;

    private final long limitBytes;

    /** Those looked at last are last. */
    private final LinkedHashMap<Holder, Long> held = new LinkedHashMap<>();

    private long heldBytes;
    private volatile int shareBytes;

    /** Who maps windows. */
    interface Holder {

        /** Whether it was appended to, or is about to be, since this was last asked; called by one thread at a time. */
        boolean wasUsed();

        /** Unmaps everything, until more is needed. Called without locks of the budget; any thread. */
        void giveBack();
    }

    WindowBudget(long limitBytes) {
        this.limitBytes = limitBytes;
        share();
    }

    /** How much one log should prepare ahead, so that all find room. */
    int shareBytes() {
        return shareBytes;
    }

    /** Notes how much somebody has mapped, 0 when nothing is left; may have others give back theirs. */
    void holds(Holder holder, long bytes) {
        admit(holder, bytes).forEach(Holder::giveBack);
    }

    private synchronized List<Holder> admit(Holder holder, long bytes) {
        Long before = held.remove(holder);
        heldBytes += bytes - (before == null ? 0 : before);
        if (bytes > 0) {
            held.put(holder, bytes);
        }
        List<Holder> victims = new ArrayList<>();
        for (int left = 2 * held.size(); heldBytes > limitBytes && left > 0; left--) {
            Map.Entry<Holder, Long> first = held.entrySet().iterator().next();
            Holder oldest = first.getKey();
            long itsBytes = first.getValue();
            held.remove(oldest);
            if (oldest == holder || oldest.wasUsed()) {
                held.put(oldest, itsBytes);
            } else {
                victims.add(oldest);
                heldBytes -= itsBytes;
            }
        }
        share();
        return victims;
    }

    /** Has those give back theirs that were not used since they were last looked at. */
    void giveBackIdle() {
        removeIdle().forEach(Holder::giveBack);
    }

    private synchronized List<Holder> removeIdle() {
        List<Holder> idle = new ArrayList<>();
        for (Iterator<Map.Entry<Holder, Long>> all = held.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Holder, Long> each = all.next();
            if (!each.getKey().wasUsed()) {
                idle.add(each.getKey());
                heldBytes -= each.getValue();
                all.remove();
            }
        }
        share();
        return idle;
    }

    private void share() {
        shareBytes = (int) Math.min(
                Integer.MAX_VALUE, Math.max(SMALLEST_SHARE_BYTES, limitBytes / 2 / Math.max(1, held.size())));
    }
}

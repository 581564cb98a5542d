package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import io.tailwater.core.coordinator.Footprint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ids that were given to those who are to come back with them (KIP-394). Owned by its group. */
final class Promises {

    private final Footprint footprint;
    private final Map<String, Deadline> deadlines = new HashMap<>();

    Promises(Footprint footprint) {
        this.footprint = footprint;
    }

    boolean isEmpty() {
        return deadlines.isEmpty();
    }

    boolean contains(String memberId) {
        return deadlines.containsKey(memberId);
    }

    /** Somebody was given an id, and has until the deadline to come back with it. */
    void add(String memberId, Deadline deadline) {
        deadlines.put(memberId, deadline);
        footprint.add(Estimates.PROMISE_BYTES + memberId.length());
    }

    /** The id was taken up, or will not be any more. */
    void remove(String memberId, Deadlines of) {
        Deadline deadline = deadlines.remove(memberId);
        if (deadline != null) {
            of.cancel(deadline);
            footprint.add(-Estimates.PROMISE_BYTES - memberId.length());
        }
    }

    void removeAll(Deadlines of) {
        List.copyOf(deadlines.keySet()).forEach(memberId -> remove(memberId, of));
    }
}

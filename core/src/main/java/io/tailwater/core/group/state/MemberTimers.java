package io.tailwater.core.group.state;

import io.tailwater.core.coordinator.Deadlines;
import io.tailwater.core.coordinator.Deadlines.Deadline;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The times that a member of a group has to keep, which are not in the log. Owned by its group. */
final class MemberTimers {

    /** Of what a member may run out. */
    enum Kind {
        /** It was silent. */
        SESSION,
        /** It did not give up partitions. */
        REVOCATION,
        /** It was told to join again, in the classic protocol, and did not. */
        JOIN,
        /** It did not ask for its assignment, in the classic protocol. */
        SYNC
    }

    private final Map<Kind, Deadline> byKind = new EnumMap<>(Kind.class);

    /** The deadline of a kind, made when first asked for. */
    Deadline deadline(Kind kind, Supplier<Deadline> fresh) {
        return byKind.computeIfAbsent(kind, any -> fresh.get());
    }

    /** Whether a time runs. */
    boolean isRunning(Kind kind) {
        Deadline deadline = byKind.get(kind);
        return deadline != null && deadline.isSet();
    }

    void cancel(Kind kind, Deadlines of) {
        Deadline deadline = byKind.remove(kind);
        if (deadline != null) {
            of.cancel(deadline);
        }
    }

    void cancelAll(Deadlines of) {
        byKind.values().forEach(of::cancel);
        byKind.clear();
    }
}

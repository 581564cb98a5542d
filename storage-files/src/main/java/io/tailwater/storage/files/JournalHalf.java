package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One half of the {@link CommitJournal}'s file, and the logs that are in it. Owned by the journal. */
final class JournalHalf {

    private final int start;
    private final int end;
    private final Map<LogId, Part> parts = new HashMap<>();

    /** What is in it of a log, none of which ends above the ceiling. */
    private record Part(LogFlusher log, long ceiling) {

        boolean isSettled() {
            return log.isForcedTo(ceiling);
        }
    }

    JournalHalf(int start, int end) {
        this.start = start;
        this.end = end;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    void add(UnforcedTail tail) {
        parts.put(tail.log().id(), new Part(tail.log(), tail.ceiling()));
    }

    /** A log was cut and forced: of what is in the half it needs nothing. */
    void cut(LogId id, long offset) {
        parts.computeIfPresent(id, (key, part) -> new Part(part.log(), Math.min(part.ceiling(), offset)));
    }

    /** Whether anything of a log may be in it. */
    boolean has(LogId id) {
        return parts.containsKey(id);
    }

    List<LogFlusher> unsettled() {
        return parts.values().stream()
                .filter(part -> !part.isSettled())
                .map(Part::log)
                .toList();
    }

    /** Whether it may be written again: no log is durable only because of it. */
    boolean isSettled() {
        return parts.values().stream().allMatch(Part::isSettled);
    }

    /** The log is deleted, or another has taken over from it. */
    void release(LogId id) {
        Part part = parts.get(id);
        if (part != null) {
            part.log().release();
        }
    }

    void clear() {
        parts.clear();
    }
}

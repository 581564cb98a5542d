package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import java.util.ArrayList;
import java.util.List;

/** A coordinator's log in memory, of which a test can cut the part that is not on disk. Used by one thread. */
final class MemoryLog {

    /** A record or a marker at its place; one of the two is null. */
    record Entry(long offset, long timestampMillis, CoordinatorRecord record, TransactionMarker marker) {

        void replayInto(CoordinatorState state) {
            if (record != null) {
                state.replay(record, offset, timestampMillis);
            } else {
                state.replayMarker(marker, offset, timestampMillis);
            }
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long endOffset;
    private long durableOffset;

    Entry append(CoordinatorRecord record, TransactionMarker marker, long timestampMillis) {
        Entry entry = new Entry(endOffset++, timestampMillis, record, marker);
        entries.add(entry);
        return entry;
    }

    long endOffset() {
        return endOffset;
    }

    boolean isDurable() {
        return durableOffset == endOffset;
    }

    void flush() {
        durableOffset = endOffset;
    }

    /** Cuts what a power loss, or a failed append, takes away. */
    void loseUnflushed() {
        truncateTo(durableOffset);
    }

    void truncateTo(long offset) {
        entries.removeIf(entry -> entry.offset() >= offset);
        endOffset = offset;
    }

    void deleteBefore(long offset) {
        entries.removeIf(entry -> entry.offset() < offset);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}

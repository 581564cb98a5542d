package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import org.jspecify.annotations.Nullable;

/**
 * What is at one offset of a coordinator's log: a record or a marker, the other of which is null. Immutable.
 *
 * @param startsStep whether a step, or an element of the live records, begins with it: what belongs to one goes into one
 *     batch; of no meaning when it was read
 */
record LogEntry(
        long offset,
        long timestampMillis,
        @Nullable CoordinatorRecord record,
        @Nullable TransactionMarker marker,
        boolean startsStep) {

    /** What an entry takes in a log besides key and value, roughly. */
    private static final int OVERHEAD_BYTES = 16;

    void replayInto(CoordinatorState state) {
        if (record != null) {
            state.replay(record, offset, timestampMillis);
        } else if (marker != null) {
            state.replayMarker(marker, offset, timestampMillis);
        }
    }

    /** About how many bytes it takes in a log. */
    int sizeInBytes() {
        return OVERHEAD_BYTES + (record == null ? 0 : record.sizeInBytes());
    }
}

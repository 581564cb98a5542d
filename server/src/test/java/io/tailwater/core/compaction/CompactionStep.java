package io.tailwater.core.compaction;

import java.util.List;

/** A step of {@link CompactionModelTest}. */
sealed interface CompactionStep {

    /**
     * Appends a batch.
     *
     * @param producer 0 for none, 1 and 2 for idempotent ones, 3 and more for transactional ones
     * @param codec Kafka's number of a compression
     * @param records their keys; a negative one is a tombstone of its absolute value
     */
    record Append(int producer, int codec, List<Integer> records) implements CompactionStep {}

    /** Ends a transactional producer's transaction, if it has one. */
    record End(int producer, boolean commit) implements CompactionStep {}

    /** Rolls and compacts. */
    record Compact(boolean withoutTheLatest) implements CompactionStep {}

    /** Rolls and compacts, loses power after so many writes, and opens the log again. */
    record CompactAndLosePower(int writes) implements CompactionStep {}

    record Wait(int millis) implements CompactionStep {}

    record Reopen() implements CompactionStep {}
}

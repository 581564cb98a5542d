package io.tailwater.core.partition;

/** Which offset is asked for (ListOffsets; KIP-734 for the largest timestamp). */
public sealed interface OffsetSpec {

    /** The log's first offset. */
    record Earliest() implements OffsetSpec {}

    /** The offset after the last readable record, or the last stable offset for readers of committed records. */
    record Latest(boolean readCommitted) implements OffsetSpec {}

    /** The first record that has the largest timestamp; none where that is past the last stable offset, if that counts. */
    record LargestTimestamp(boolean readCommitted) implements OffsetSpec {}

    /** The first record with at least this timestamp, in milliseconds; none as said of the largest one. */
    record AtOrAfter(long timestampMillis, boolean readCommitted) implements OffsetSpec {}
}

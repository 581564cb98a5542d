package io.tailwater.core.partition;

/**
 * The answer to an {@link OffsetSpec}.
 *
 * @param offset the offset, -1 when no record qualifies
 * @param timestampMillis the record's timestamp, -1 where the question was not about one
 * @param leaderEpoch the epoch of the offset, -1 when not known
 */
public record OffsetFound(long offset, long timestampMillis, int leaderEpoch) {

    /** No record qualifies. */
    static final OffsetFound NOTHING = new OffsetFound(-1, -1, -1);
}

package io.tailwater.core.producer;

import io.tailwater.core.result.BrokerError;

/** What a partition's memory of producers says to a batch. */
public sealed interface SequenceVerdict {

    /** The batch is the next one, or the first seen of its producer. */
    record InSequence() implements SequenceVerdict {}

    /**
     * The batch was appended before.
     *
     * @param baseOffset the first record's offset, as it was then
     * @param lastOffset the last record's offset
     * @param timestampMillis the batch's largest timestamp, as it was stored
     */
    record Duplicate(long baseOffset, long lastOffset, long timestampMillis) implements SequenceVerdict {}

    /** The batch must not be appended. */
    record Refused(BrokerError error) implements SequenceVerdict {}

    SequenceVerdict IN_SEQUENCE = new InSequence();
}

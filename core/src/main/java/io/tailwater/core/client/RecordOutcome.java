package io.tailwater.core.client;

import io.tailwater.core.result.BrokerError;

/** What came of one record. */
public sealed interface RecordOutcome {

    /**
     * It is in the log.
     *
     * @param partition of the topic
     * @param offset in it
     */
    record Stored(int partition, long offset) implements RecordOutcome {}

    /** It is not. */
    record Refused(BrokerError error) implements RecordOutcome {}
}

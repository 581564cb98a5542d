package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;

/** What came of an append to one partition. */
public sealed interface AppendOutcome {

    /**
     * It is in the log; a duplicate of an idempotent producer is answered as it was the first time.
     *
     * @param baseOffset the first record's offset
     * @param logAppendTimeMillis the time set by the broker, or -1 when the client's own timestamps were kept
     * @param logStartOffset the log's first offset
     */
    record Appended(long baseOffset, long logAppendTimeMillis, long logStartOffset) implements AppendOutcome {}

    /** Nothing was stored. */
    record Refused(BrokerError error) implements AppendOutcome {}
}

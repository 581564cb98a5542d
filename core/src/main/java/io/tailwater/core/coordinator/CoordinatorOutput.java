package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;

/**
 * What comes of one step. Confined to the coordinator's event loop, and of no use when the step is over.
 *
 * <p>Records that a step appends one after the other with the same producer (or with none) are in the log after a crash all
 * together or not at all. Steps take effect in the order in which they ran.
 */
public interface CoordinatorOutput {

    /** The time of this step in milliseconds since 1970, the same throughout it and no less than in any step before. */
    long nowMillis();

    /** Adds a record to the log; {@link CoordinatorState#replay} has seen it when this returns. */
    void append(CoordinatorRecord record);

    /** Ends a transaction in the log; {@link CoordinatorState#replayMarker} has seen it when this returns. */
    void append(TransactionMarker marker);

    /**
     * Answers, as soon as everything appended so far, in this step and before it, survives power loss. Answers to one another's
     * steps leave in the order in which they were given.
     */
    <T> void answer(Reply<T> reply, T value);

    /** Refuses, at the same time as an answer would leave: the reason may be a change that is not on disk yet. */
    <T> void refuse(Reply<T> reply, BrokerError error);

    /** Like {@link #refuse(Reply, BrokerError)}. */
    default <T> void refuse(Reply<T> reply, ErrorCode code, String message) {
        refuse(reply, new BrokerError(code, message));
    }
}

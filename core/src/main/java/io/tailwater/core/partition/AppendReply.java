package io.tailwater.core.partition;

/** Whoever waits for the outcomes of appends. Called on the shard's loop. */
interface AppendReply {

    /**
     * Takes one outcome.
     *
     * @param entry which of the appends that were asked for together
     */
    void answer(int entry, AppendOutcome outcome);
}

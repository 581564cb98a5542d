package io.tailwater.core.coordinator;

import io.tailwater.core.record.TransactionMarker;
import java.util.Iterator;
import java.util.List;

/**
 * What one partition of a coordinator knows. Confined to the coordinator's event loop; made empty, and thrown away when the
 * broker stops or an append fails, after which another one is made from the log.
 *
 * <ol>
 *   <li>What has to outlive the broker changes in {@link #replay} and {@link #replayMarker} only, which do the same whether a
 *       record was just appended or is read from the log at a start: no other input, no clock, no chance. They must take any
 *       record that earlier versions wrote, and do not append or answer.
 *   <li>What need not outlive it (who waits, when a session ends) changes in steps, in {@link #advance} and in
 *       {@link #loaded}.
 *   <li>Replaying what {@link #liveRecords} gives into an empty state gives the same state.
 *   <li>No call takes longer than an event loop can do without, nor waits for anything.
 * </ol>
 */
public interface CoordinatorState {

    /** {@link #nextDeadlineMillis} when there is nothing to be done at any time. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * Takes a record up.
     *
     * @param offset its place in the log; rises from record to record. Another one if the record was written again by
     *     {@link #liveRecords} and is then loaded
     * @param timestampMillis when it was written, as said of the offset: what must be known for longer belongs in the value
     */
    void replay(CoordinatorRecord record, long offset, long timestampMillis);

    /**
     * Takes up that a producer's transaction ended: its transactional records so far count from now on, or never will.
     *
     * @param offset the marker's place in the log
     * @param timestampMillis when it was written
     */
    void replayMarker(TransactionMarker marker, long offset, long timestampMillis);

    /** Everything in the log was replayed, and steps will follow; called once. Sessions begin here. */
    default void loaded(CoordinatorOutput output) {}

    /** When {@link #advance} has to be called next, in milliseconds since 1970, or {@link #NO_DEADLINE}; asked after every step. */
    long nextDeadlineMillis();

    /**
     * Does what is due at the output's time. It may do a part of it: as long as the next deadline is not in the future it is
     * called again, with other steps in between.
     */
    void advance(CoordinatorOutput output);

    /**
     * The records that the state could be had from, to be written anew at the log's end so that its beginning can be deleted.
     * They are not replayed when they are written.
     *
     * <p>Steps run between the calls of the iterator, which therefore goes by what the state is when it is called: it gives
     * everything that was there at its beginning and still is, as it is now, and may leave out what came since. No step runs
     * between its {@code hasNext} and {@code next}. Each element
     * is everything about one thing, in the order in which it has to be replayed: if a transaction's end can move something
     * from one place to another, both belong in one element. Elements are small, about a megabyte at most, and may be empty.
     */
    Iterator<List<CoordinatorRecord>> liveRecords();
}

package io.tailwater.core.record;

/**
 * The end of a transaction, as a control batch of a log has it.
 *
 * @param producerId whose transaction ends
 * @param producerEpoch with which epoch
 * @param committed whether what it wrote counts
 * @param coordinatorEpoch the epoch of the coordinator that decided, 0 or more
 */
public record TransactionMarker(long producerId, short producerEpoch, boolean committed, int coordinatorEpoch) {}

package io.tailwater.core.producer;

/**
 * What a partition remembers of a producer, for administrators: a transaction that stays open here while its coordinator does
 * not know it is a hanging one.
 *
 * @param producerId 0 or more
 * @param producerEpoch its latest epoch
 * @param lastSequence the sequence number of its last record in this epoch, -1 when there is none
 * @param lastTimestampMillis the largest timestamp of its last batch or marker, -1 when not known
 * @param coordinatorEpoch the epoch of the coordinator that wrote its last marker, -1 when there is none
 * @param transactionFirstOffset where its open transaction begins, -1 when there is none
 */
public record ProducerDescription(
        long producerId,
        short producerEpoch,
        int lastSequence,
        long lastTimestampMillis,
        int coordinatorEpoch,
        long transactionFirstOffset) {}

package io.tailwater.core.transaction;

import java.util.List;

/**
 * A transactional id, for administrators.
 *
 * @param producer with which id and epoch
 * @param status how far its transaction is
 * @param timeoutMillis after how long it is aborted
 * @param startMillis when it began, since 1970; -1 without one
 * @param partitions those that belong to it and have no marker yet
 */
public record DescribedTransaction(
        ProducerClaim producer,
        TransactionStatus status,
        int timeoutMillis,
        long startMillis,
        List<PartitionName> partitions) {}

package io.tailwater.core.transaction.state;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.transaction.PartitionName;
import java.util.List;

/**
 * A transaction whose end is on disk, so that markers can be written.
 *
 * @param transactionalId whose
 * @param marker what to write to each partition
 * @param epochPerTransaction whether the marker's epoch is above that of the records before it (KIP-890)
 * @param partitions where to write it
 */
public record DecidedTransaction(
        String transactionalId,
        TransactionMarker marker,
        boolean epochPerTransaction,
        List<PartitionName> partitions) {}

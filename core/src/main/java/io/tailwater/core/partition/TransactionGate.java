package io.tailwater.core.partition;

import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;

/**
 * Asks coordinators whether a producer has a transaction to which a partition belongs, before its first records are written
 * there: otherwise late records of one that is over would stay undecided for ever (KIP-890). Thread-safe.
 */
@FunctionalInterface
public interface TransactionGate {

    /** Lets nobody in: there are no coordinators. */
    TransactionGate CLOSED = (transaction, producerId, producerEpoch, key) -> Future.succeededFuture(
            Result.refused(ErrorCode.COORDINATOR_NOT_AVAILABLE, "There is no transaction coordinator to ask"));

    /**
     * Asks once.
     *
     * @return completed on any thread; the partition is part of the transaction, durably, or why not
     */
    Future<Result<Done>> admit(ProducerTransaction transaction, long producerId, short producerEpoch, PartitionKey key);
}

package io.tailwater.core;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.ProducerTransaction;
import io.tailwater.core.partition.TransactionGate;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.Result;
import io.vertx.core.Future;

/** A gate for shards, which are there before the coordinators that decide. Thread-safe. */
final class LateTransactionGate implements TransactionGate {

    private volatile TransactionGate gate = TransactionGate.CLOSED;

    void open(TransactionGate coordinators) {
        gate = coordinators;
    }

    @Override
    public Future<Result<Done>> admit(
            ProducerTransaction transaction, long producerId, short producerEpoch, PartitionKey key) {
        return gate.admit(transaction, producerId, producerEpoch, key);
    }
}

package io.tailwater.core.transaction.state;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes partitions part of transactions. Confined to the coordinator's event loop.
 *
 * <p>A producer may begin its next transaction while markers of the one before are still written. It waits here for these few
 * milliseconds, where Kafka refuses it and has it come back later.
 */
final class PartitionAdding {

    /** How long a producer waits here for the transaction before; then it is refused, and comes back. */
    static final long PATIENCE_MILLIS = 1_000;

    private final TransactionRegistry registry;

    PartitionAdding(TransactionRegistry registry) {
        this.registry = registry;
    }

    /** @param transactionVersion the {@code transaction.version} that the producer keeps to */
    void add(
            ProducerClaim producer,
            Set<PartitionName> partitions,
            int transactionVersion,
            Reply<Done> reply,
            CoordinatorOutput output) {
        TransactionalId id = registry.find(producer.transactionalId());
        ErrorCode refusal = refusalOf(id, producer);
        if (id == null || refusal != null) {
            refuse(producer, refusal, reply, output);
            return;
        }
        TransactionValue value = id.value();
        if (value.status().isDeciding()) {
            await(id, producer, partitions, transactionVersion, reply, output);
            return;
        }
        boolean open = value.status() == TransactionStatus.ONGOING;
        if (!open || !value.partitions().containsAll(partitions)) {
            TransactionChange change = value.change(output.nowMillis()).version(transactionVersion);
            (open ? change : change.clear().begin()).add(partitions);
            registry.write(id.name, change.to(TransactionStatus.ONGOING), output);
        }
        output.answer(reply, Done.DONE);
    }

    private void await(
            TransactionalId id,
            ProducerClaim producer,
            Set<PartitionName> partitions,
            int transactionVersion,
            Reply<Done> reply,
            CoordinatorOutput output) {
        boolean waits = id.await(new TransactionalId.Waiting(
                later -> add(producer, partitions, transactionVersion, reply, later),
                later -> refuse(producer, ErrorCode.CONCURRENT_TRANSACTIONS, reply, later)));
        if (!waits) {
            refuse(producer, ErrorCode.CONCURRENT_TRANSACTIONS, reply, output);
        } else if (!id.patience().isSet()) {
            registry.deadlines().set(id.patience(), output.nowMillis() + PATIENCE_MILLIS);
        }
    }

    /** Whether a partition is part of an open transaction already. */
    void verify(ProducerClaim producer, PartitionName partition, Reply<Done> reply, CoordinatorOutput output) {
        TransactionalId id = registry.find(producer.transactionalId());
        ErrorCode refusal = refusalOf(id, producer);
        if (id == null || refusal != null) {
            refuse(producer, refusal, reply, output);
        } else if (id.value().status().isDeciding()) {
            refuse(producer, ErrorCode.CONCURRENT_TRANSACTIONS, reply, output);
        } else if (!id.value().partitions().contains(partition)) {
            refuse(producer, ErrorCode.TRANSACTION_ABORTABLE, reply, output);
        } else {
            output.answer(reply, Done.DONE);
        }
    }

    /** Why a producer is not the one that has the transactional id, or null when it is, or will be when its markers are written. */
    private static @Nullable ErrorCode refusalOf(@Nullable TransactionalId id, ProducerClaim producer) {
        if (id == null) {
            return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
        }
        TransactionValue value = id.value();
        if (value.isNext(producer)) {
            return null;
        }
        if (producer.producerId() != value.producerId()) {
            return ErrorCode.INVALID_PRODUCER_ID_MAPPING;
        }
        return producer.producerEpoch() == value.producerEpoch() ? null : ErrorCode.PRODUCER_FENCED;
    }

    private static void refuse(
            ProducerClaim producer, @Nullable ErrorCode code, Reply<Done> reply, CoordinatorOutput output) {
        ErrorCode refusal = code == null ? ErrorCode.INVALID_PRODUCER_ID_MAPPING : code;
        output.refuse(
                reply,
                refusal,
                switch (refusal) {
                    case CONCURRENT_TRANSACTIONS ->
                        "The transaction of " + producer.transactionalId() + " before is being ended";
                    case PRODUCER_FENCED ->
                        "Epoch " + producer.producerEpoch() + " of " + producer.transactionalId() + " is over";
                    case TRANSACTION_ABORTABLE ->
                        "The partition is not part of the transaction of " + producer.transactionalId();
                    default ->
                        "Producer " + producer.producerId() + " does not have transactional id "
                                + producer.transactionalId();
                });
    }
}

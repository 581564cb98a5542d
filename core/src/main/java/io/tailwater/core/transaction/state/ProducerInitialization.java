package io.tailwater.core.transaction.state;

import static io.tailwater.core.transaction.state.TransactionValue.NONE;

import io.tailwater.core.config.TransactionsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.transaction.InitProducer;
import io.tailwater.core.transaction.ProducerIdentity;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives producers their ids and epochs, by Kafka's rules: a producer that begins fences whoever used the transactional id before;
 * one that asks for another epoch after an error is fenced itself when somebody began meanwhile (KIP-360). Confined to the
 * coordinator's event loop.
 */
final class ProducerInitialization {

    private final Supplier<TransactionsConfig> config;
    private final TransactionRegistry registry;
    private final TransactionEnding ending;

    ProducerInitialization(
            Supplier<TransactionsConfig> config, TransactionRegistry registry, TransactionEnding ending) {
        this.config = config;
        this.registry = registry;
        this.ending = ending;
    }

    void begin(InitProducer request, long freshProducerId, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        if (request.transactionalId().isEmpty()) {
            output.refuse(reply, ErrorCode.INVALID_REQUEST, "A transactional id has at least one character");
            return;
        }
        if (request.timeoutMillis() < 1
                || request.timeoutMillis() > config.get().maxTimeoutMillis()) {
            output.refuse(
                    reply,
                    ErrorCode.INVALID_TRANSACTION_TIMEOUT,
                    "A transaction's time-out is 1 to " + config.get().maxTimeoutMillis() + " ms here, not "
                            + request.timeoutMillis());
            return;
        }
        TransactionalId id = registry.find(request.transactionalId());
        if (id == null) {
            create(request, freshProducerId, reply, output);
        } else if (isStranger(id.value(), request.known())) {
            refuseFenced(id, reply, output);
        } else if (id.value().status().isDeciding()) {
            refuseConcurrent(id, reply, output);
        } else if (id.value().status() == TransactionStatus.ONGOING) {
            ending.fenceAndAbort(id, output);
            refuseConcurrent(id, reply, output);
        } else {
            renew(id, request, freshProducerId, reply, output);
        }
    }

    private void create(
            InitProducer request, long freshProducerId, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        if (registry.isFull()) {
            output.refuse(
                    reply,
                    ErrorCode.POLICY_VIOLATION,
                    "This broker holds " + config.get().maxIds() + " transactional ids at most (transactions.maxIds)");
        } else if (freshProducerId == NONE) {
            output.answer(reply, TransactionCoordinator.NEEDS_PRODUCER_ID);
        } else {
            registry.write(
                    request.transactionalId(),
                    new TransactionValue(
                            freshProducerId,
                            NONE,
                            NONE,
                            (short) 0,
                            (short) NONE,
                            request.timeoutMillis(),
                            TransactionStatus.EMPTY,
                            new TreeSet<>(),
                            output.nowMillis(),
                            NONE,
                            (short) 0),
                    output);
            output.answer(reply, new ProducerIdentity(freshProducerId, (short) 0));
        }
    }

    /** Whether a producer names an id that is not its own: neither the present one nor, its epochs used up, the one before. */
    private static boolean isStranger(TransactionValue value, @Nullable ProducerIdentity known) {
        return known != null
                && known.producerId() != value.producerId()
                && !(known.producerId() == value.previousProducerId() && Epochs.areUsedUp(known.producerEpoch()));
    }

    private void renew(
            TransactionalId id,
            InitProducer request,
            long freshProducerId,
            Reply<ProducerIdentity> reply,
            CoordinatorOutput output) {
        TransactionValue value = id.value();
        ProducerIdentity known = request.known();
        boolean current = known == null || known.producerEpoch() == value.producerEpoch();
        boolean asksAgain = known != null && known.producerEpoch() == value.lastProducerEpoch();
        TransactionChange change = value.change(output.nowMillis()).clear().timeout(request.timeoutMillis());
        int last = known == null ? NONE : value.producerEpoch();
        if (!current && !asksAgain) {
            refuseFenced(id, reply, output);
            return;
        }
        if (current && Epochs.areUsedUp(value.producerEpoch())) {
            if (freshProducerId == NONE) {
                output.answer(reply, TransactionCoordinator.NEEDS_PRODUCER_ID);
                return;
            }
            change.producer(freshProducerId).epoch(0, last);
        } else if (current) {
            change.epoch(value.producerEpoch() + 1, last);
        }
        registry.write(id.name, change.to(TransactionStatus.EMPTY), output);
        output.answer(
                reply, new ProducerIdentity(id.value().producerId(), id.value().producerEpoch()));
    }

    private static void refuseFenced(TransactionalId id, Reply<?> reply, CoordinatorOutput output) {
        output.refuse(
                reply,
                ErrorCode.PRODUCER_FENCED,
                "Another producer uses transactional id " + id.name + " with epoch "
                        + id.value().producerEpoch());
    }

    private static void refuseConcurrent(TransactionalId id, Reply<?> reply, CoordinatorOutput output) {
        output.refuse(
                reply, ErrorCode.CONCURRENT_TRANSACTIONS, "The transaction of " + id.name + " before is being ended");
    }
}

package io.tailwater.core.transaction.state;

import static io.tailwater.core.transaction.state.TransactionValue.EPOCH_PER_TRANSACTION;
import static io.tailwater.core.transaction.state.TransactionValue.NONE;

import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.transaction.EndTransaction;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.ProducerIdentity;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.List;

/**
 * Ends transactions: first it is written down how, then markers go to every partition, then it is written down that they are
 * there. Confined to the coordinator's event loop.
 *
 * <p>What a producer may ask depends on its {@code transaction.version}. Up to 1 its epoch stays the same. From 2 on (KIP-890)
 * every transaction that ends takes an epoch, so that an epoch one below tells a request that is made again from the next one,
 * and a producer that does not know whether it has begun anything may abort all the same.
 */
final class TransactionEnding {

    private final TransactionRegistry registry;
    private final MarkerSender markers;
    private final int coordinatorEpoch;

    /** @param coordinatorEpoch stands in the markers */
    TransactionEnding(TransactionRegistry registry, MarkerSender markers, int coordinatorEpoch) {
        this.registry = registry;
        this.markers = markers;
        this.coordinatorEpoch = coordinatorEpoch;
    }

    void end(EndTransaction request, long freshProducerId, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        TransactionalId id = registry.find(request.producer().transactionalId());
        if (id == null) {
            output.refuse(
                    reply,
                    ErrorCode.INVALID_PRODUCER_ID_MAPPING,
                    "There is no transactional id " + request.producer().transactionalId());
        } else if (request.epochPerTransaction()) {
            endWithItsEpoch(id, request, freshProducerId, reply, output);
        } else {
            endWithinEpoch(id, request, reply, output);
        }
    }

    // ---- up to version 1

    private void endWithinEpoch(
            TransactionalId id, EndTransaction request, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        TransactionValue value = id.value();
        ProducerClaim producer = request.producer();
        if (producer.producerId() != value.producerId()) {
            refuseMapping(id, reply, output);
        } else if (producer.producerEpoch() != value.producerEpoch()) {
            refuseFenced(id, reply, output);
        } else if (value.status() == TransactionStatus.ONGOING) {
            TransactionChange change = value.change(output.nowMillis()).version(0);
            decide(id, change.to(preparing(request.committed())), output);
            output.answer(reply, new ProducerIdentity(producer.producerId(), producer.producerEpoch()));
        } else if (value.status() == complete(request.committed())) {
            output.answer(reply, new ProducerIdentity(producer.producerId(), producer.producerEpoch()));
        } else {
            refuseByStatus(id, request, reply, output);
        }
    }

    // ---- from version 2 on

    private void endWithItsEpoch(
            TransactionalId id,
            EndTransaction request,
            long freshProducerId,
            Reply<ProducerIdentity> reply,
            CoordinatorOutput output) {
        TransactionValue value = id.value();
        ProducerClaim producer = request.producer();
        boolean currentId = producer.producerId() == value.producerId();
        boolean current = currentId && producer.producerEpoch() == value.producerEpoch();
        boolean again = isAskedAgain(value, producer);
        boolean deciding = value.status().isDeciding();
        boolean idle = !deciding && value.status() != TransactionStatus.ONGOING;
        if (deciding && (current || value.isNext(producer))) {
            refuseUntilEnded(id, reply, output);
        } else if (!currentId && !again) {
            refuseMapping(id, reply, output);
        } else if (idle && again && value.status() != TransactionStatus.EMPTY) {
            answerAgain(id, request, reply, output);
        } else if (deciding ? !again : !current) {
            refuseFenced(id, reply, output);
        } else if (value.status() == TransactionStatus.ONGOING || (idle && !request.committed())) {
            take(id, request, freshProducerId, idle, reply, output);
        } else {
            refuseByStatus(id, request, reply, output);
        }
    }

    /** Whether a producer asks with the epoch before, because it did not get the answer. */
    private static boolean isAskedAgain(TransactionValue value, ProducerClaim producer) {
        boolean afterOverflow = producer.producerId() == value.previousProducerId()
                && producer.producerEpoch() == Short.MAX_VALUE - 1
                && value.producerEpoch() == 0;
        return afterOverflow
                || (producer.producerId() == value.producerId()
                        && producer.producerEpoch() == value.producerEpoch() - 1);
    }

    private static void answerAgain(
            TransactionalId id, EndTransaction request, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        TransactionValue value = id.value();
        if (value.status() == complete(request.committed())) {
            output.answer(reply, new ProducerIdentity(value.producerId(), value.producerEpoch()));
        } else {
            refuseByStatus(id, request, reply, output);
        }
    }

    /** @param nothing whether there is no transaction, so that an abort only takes an epoch */
    private void take(
            TransactionalId id,
            EndTransaction request,
            long freshProducerId,
            boolean nothing,
            Reply<ProducerIdentity> reply,
            CoordinatorOutput output) {
        TransactionValue value = id.value();
        boolean overflows = Epochs.areUsedUp(value.producerEpoch());
        if (overflows && freshProducerId == NONE) {
            output.answer(reply, TransactionCoordinator.NEEDS_PRODUCER_ID);
            return;
        }
        TransactionChange change = value.change(output.nowMillis())
                .version(EPOCH_PER_TRANSACTION)
                .epoch(Epochs.after(value.producerEpoch()), value.producerEpoch())
                .nextProducer(overflows ? freshProducerId : NONE);
        if (nothing) {
            change.begin();
        }
        TransactionValue decided = change.to(preparing(request.committed()));
        decide(id, decided, output);
        output.answer(
                reply,
                overflows
                        ? new ProducerIdentity(freshProducerId, (short) 0)
                        : new ProducerIdentity(decided.producerId(), decided.producerEpoch()));
    }

    // ---- by the coordinator itself

    /**
     * Aborts an open transaction, and with two epochs its producer: with one, its own next request would look like one that is
     * made again.
     */
    void fenceAndAbort(TransactionalId id, CoordinatorOutput output) {
        TransactionValue value = id.value();
        int fenced = Epochs.after(value.producerEpoch());
        decide(
                id,
                value.change(output.nowMillis())
                        .version(EPOCH_PER_TRANSACTION)
                        .epoch(Epochs.after(fenced), fenced)
                        .to(TransactionStatus.PREPARE_ABORT),
                output);
    }

    private void decide(TransactionalId id, TransactionValue decided, CoordinatorOutput output) {
        registry.write(id.name, decided, output);
        sendMarkers(id, output);
    }

    /** When what was decided is on disk. */
    void sendMarkers(TransactionalId id, CoordinatorOutput output) {
        TransactionValue decided = id.value();
        if (decided.partitions().isEmpty()) {
            complete(id, output);
            return;
        }
        DecidedTransaction transaction = new DecidedTransaction(
                id.name,
                new TransactionMarker(
                        decided.producerId(),
                        decided.producerEpoch(),
                        decided.status() == TransactionStatus.PREPARE_COMMIT,
                        coordinatorEpoch),
                decided.hasEpochPerTransaction(),
                List.copyOf(decided.partitions()));
        Reply<Done> onDisk = Reply.to(result -> {
            if (result instanceof Result.Ok<Done>) {
                markers.send(transaction);
            }
        });
        output.answer(onDisk, Done.DONE);
    }

    /** All markers are on disk. */
    void complete(TransactionalId id, CoordinatorOutput output) {
        TransactionValue value = id.value();
        TransactionChange change =
                value.change(output.nowMillis()).clearPartitions().nextProducer(NONE);
        if (value.nextProducerId() != NONE) {
            change.producer(value.nextProducerId()).epoch(0, value.lastProducerEpoch());
        }
        registry.write(
                id.name,
                change.to(
                        value.status() == TransactionStatus.PREPARE_COMMIT
                                ? TransactionStatus.COMPLETE_COMMIT
                                : TransactionStatus.COMPLETE_ABORT),
                output);
        registry.deadlines().cancel(id.patience());
        id.takeWaiting().forEach(waiting -> waiting.retry().accept(output));
    }

    // ---- words

    private static TransactionStatus preparing(boolean committed) {
        return committed ? TransactionStatus.PREPARE_COMMIT : TransactionStatus.PREPARE_ABORT;
    }

    private static TransactionStatus complete(boolean committed) {
        return committed ? TransactionStatus.COMPLETE_COMMIT : TransactionStatus.COMPLETE_ABORT;
    }

    private static void refuseByStatus(
            TransactionalId id, EndTransaction request, Reply<?> reply, CoordinatorOutput output) {
        boolean underWay = id.value().status() == preparing(request.committed());
        output.refuse(
                reply,
                underWay ? ErrorCode.CONCURRENT_TRANSACTIONS : ErrorCode.INVALID_TXN_STATE,
                "The transaction of " + id.name + " cannot be " + (request.committed() ? "committed" : "aborted")
                        + ", it is " + id.value().status().label());
    }

    /** Its producer gave up the next transaction before it got to any partition; Kafka fences it here, for ever. */
    private static void refuseUntilEnded(TransactionalId id, Reply<?> reply, CoordinatorOutput output) {
        output.refuse(
                reply,
                ErrorCode.CONCURRENT_TRANSACTIONS,
                "The transaction of " + id.name + " before the one that is to be ended is being ended");
    }

    private static void refuseMapping(TransactionalId id, Reply<?> reply, CoordinatorOutput output) {
        output.refuse(
                reply,
                ErrorCode.INVALID_PRODUCER_ID_MAPPING,
                "Transactional id " + id.name + " has another producer id");
    }

    private static void refuseFenced(TransactionalId id, Reply<?> reply, CoordinatorOutput output) {
        output.refuse(
                reply,
                ErrorCode.PRODUCER_FENCED,
                "The producer of " + id.name + " has epoch " + id.value().producerEpoch());
    }
}

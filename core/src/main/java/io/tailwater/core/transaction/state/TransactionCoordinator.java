package io.tailwater.core.transaction.state;

import io.tailwater.core.config.TransactionsConfig;
import io.tailwater.core.coordinator.CoordinatorOutput;
import io.tailwater.core.coordinator.CoordinatorRecord;
import io.tailwater.core.coordinator.CoordinatorState;
import io.tailwater.core.coordinator.Reply;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.EndTransaction;
import io.tailwater.core.transaction.InitProducer;
import io.tailwater.core.transaction.ListTransactions;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.ProducerIdentity;
import io.tailwater.core.transaction.TransactionStatus;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactional ids of one partition of {@code __transaction_state}, and what is asked of them. Confined to its
 * coordinator's event loop.
 *
 * <pre>
 *   Empty ──add──► Ongoing ──end──► PrepareCommit ──markers──► CompleteCommit ─┐
 *     ▲               ▲   └──────► PrepareAbort  ──markers──► CompleteAbort  ─┤
 *     └──init─────────┴──────────────────────────────────────────────add───────┘
 * </pre>
 */
public final class TransactionCoordinator implements CoordinatorState {

    /** In place of an answer: the step is to be taken again with a producer id that was never given before. */
    public static final ProducerIdentity NEEDS_PRODUCER_ID = new ProducerIdentity(-1, (short) -1);

    /** In place of a producer id: none was fetched. */
    public static final long NO_PRODUCER_ID = TransactionValue.NONE;

    private final TransactionRegistry registry;
    private final TransactionEnding ending;
    private final ProducerInitialization initialization;
    private final PartitionAdding adding;

    /**
     * Makes an empty one.
     *
     * @param config bounds and times, asked whenever they matter
     * @param markers has markers written
     * @param coordinatorEpoch rises whenever another coordinator may have decided otherwise
     */
    public TransactionCoordinator(Supplier<TransactionsConfig> config, MarkerSender markers, int coordinatorEpoch) {
        this.registry = new TransactionRegistry(config, this::due);
        this.ending = new TransactionEnding(registry, markers, coordinatorEpoch);
        this.initialization = new ProducerInitialization(config, registry, ending);
        this.adding = new PartitionAdding(registry);
    }

    // ---- steps

    /** @param freshProducerId an id never given before, or {@link #NO_PRODUCER_ID}; then the answer may ask for one */
    public void initProducer(
            InitProducer request, long freshProducerId, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        initialization.begin(request, freshProducerId, reply, output);
    }

    /** @param transactionVersion the {@code transaction.version} that the producer keeps to */
    public void addPartitions(
            ProducerClaim producer,
            Set<PartitionName> partitions,
            int transactionVersion,
            Reply<Done> reply,
            CoordinatorOutput output) {
        adding.add(producer, partitions, transactionVersion, reply, output);
    }

    /** Whether a partition is part of an open transaction already. */
    public void verify(ProducerClaim producer, PartitionName partition, Reply<Done> reply, CoordinatorOutput output) {
        adding.verify(producer, partition, reply, output);
    }

    /** @param freshProducerId as for {@link #initProducer} */
    public void end(
            EndTransaction request, long freshProducerId, Reply<ProducerIdentity> reply, CoordinatorOutput output) {
        ending.end(request, freshProducerId, reply, output);
    }

    /** All markers of a transaction are on disk; that of another one than is being ended changes nothing. */
    public void complete(DecidedTransaction written, Reply<Done> reply, CoordinatorOutput output) {
        TransactionalId id = beingEnded(written);
        if (id != null) {
            ending.complete(id, output);
        }
        output.answer(reply, Done.DONE);
    }

    /** Whether a transaction's markers are still to be written: others may have been, after a coordinator was loaded again. */
    public void isBeingEnded(DecidedTransaction decided, Reply<Boolean> reply, CoordinatorOutput output) {
        output.answer(reply, beingEnded(decided) != null);
    }

    private @Nullable TransactionalId beingEnded(DecidedTransaction decided) {
        TransactionalId id = registry.find(decided.transactionalId());
        return id != null
                        && id.value().status().isDeciding()
                        && id.value().producerId() == decided.marker().producerId()
                        && id.value().producerEpoch() == decided.marker().producerEpoch()
                ? id
                : null;
    }

    public void describe(String transactionalId, Reply<DescribedTransaction> reply, CoordinatorOutput output) {
        TransactionalId id = registry.find(transactionalId);
        if (id == null) {
            output.refuse(
                    reply, ErrorCode.TRANSACTIONAL_ID_NOT_FOUND, "There is no transactional id " + transactionalId);
        } else {
            output.answer(reply, described(id));
        }
    }

    public void list(ListTransactions request, Reply<List<DescribedTransaction>> reply, CoordinatorOutput output) {
        output.answer(
                reply,
                registry.all().stream()
                        .filter(id -> isListed(id.value(), request, output.nowMillis()))
                        .map(TransactionCoordinator::described)
                        .toList());
    }

    private static boolean isListed(TransactionValue value, ListTransactions request, long nowMillis) {
        return (request.producerIds().isEmpty() || request.producerIds().contains(value.producerId()))
                && (request.statuses().isEmpty() || request.statuses().contains(value.status()))
                && (request.openForMillis() < 0
                        || (value.startMillis() != TransactionValue.NONE
                                && nowMillis - value.startMillis() > request.openForMillis()));
    }

    private static DescribedTransaction described(TransactionalId id) {
        TransactionValue value = id.value();
        return new DescribedTransaction(
                new ProducerClaim(id.name, value.producerId(), value.producerEpoch()),
                value.status(),
                value.timeoutMillis(),
                value.startMillis(),
                List.copyOf(value.partitions()));
    }

    // ---- time

    /** Bounds or times are others. */
    public void configChanged() {
        registry.setDeadlines();
    }

    private void due(TransactionalId id, CoordinatorOutput output) {
        if (id.value().status() == TransactionStatus.ONGOING) {
            ending.fenceAndAbort(id, output);
        } else {
            registry.forget(id.name, output);
        }
    }

    @Override
    public long nextDeadlineMillis() {
        return registry.deadlines().nextMillis();
    }

    @Override
    public void advance(CoordinatorOutput output) {
        registry.deadlines().advance(output);
    }

    // ---- the log

    @Override
    public void replay(CoordinatorRecord record, long offset, long timestampMillis) {
        registry.replay(record);
    }

    @Override
    public void replayMarker(TransactionMarker marker, long offset, long timestampMillis) {
        // Nobody writes to this log in transactions.
    }

    /** What was decided before may lack markers. */
    @Override
    public void loaded(CoordinatorOutput output) {
        for (TransactionalId id : List.copyOf(registry.all())) {
            if (id.value().status().isDeciding()) {
                ending.sendMarkers(id, output);
            }
        }
    }

    @Override
    public Iterator<List<CoordinatorRecord>> liveRecords() {
        Iterator<String> names =
                registry.all().stream().map(id -> id.name).toList().iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return names.hasNext();
            }

            @Override
            public List<CoordinatorRecord> next() {
                TransactionalId id = registry.find(names.next());
                return id == null
                        ? List.of()
                        : List.of(CoordinatorRecord.of(
                                TransactionKey.encode(id.name), id.value().encode()));
            }
        };
    }
}

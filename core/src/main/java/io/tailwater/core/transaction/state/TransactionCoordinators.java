package io.tailwater.core.transaction.state;

import io.tailwater.core.config.TransactionsConfig;
import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.coordinator.CoordinatorKind;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.ProducerTransaction;
import io.tailwater.core.partition.TransactionGate;
import io.tailwater.core.producer.ProducerIds;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.Done;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicCatalog;
import io.tailwater.core.transaction.DescribedTransaction;
import io.tailwater.core.transaction.EndTransaction;
import io.tailwater.core.transaction.InitProducer;
import io.tailwater.core.transaction.ListTransactions;
import io.tailwater.core.transaction.PartitionName;
import io.tailwater.core.transaction.ProducerClaim;
import io.tailwater.core.transaction.ProducerIdentity;
import io.tailwater.core.transaction.TransactionClient;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Takes what is asked of transactions to their coordinators, and has markers written for these. Thread-safe. */
public final class TransactionCoordinators implements TransactionClient, TransactionGate {

    private static final int EPOCH_KEPT = 0;

    private final Coordinators<TransactionCoordinator> coordinators;
    private final TopicCatalog topics;
    private final OffsetsPart offsets;
    private final ProducerIds producerIds;
    private final MarkerWriter markers;

    /**
     * Makes them; none runs yet.
     *
     * @param config bounds and times, asked whenever they matter
     * @param offsets committed offsets as a part of transactions
     * @param leaderEpoch stands in markers
     */
    public TransactionCoordinators(
            Supplier<TransactionsConfig> config,
            CoordinatorEnvironment environment,
            OffsetsPart offsets,
            ProducerIds producerIds,
            int leaderEpoch) {
        this.topics = environment.topics();
        this.offsets = offsets;
        this.producerIds = producerIds;
        this.markers = new MarkerWriter(environment.vertx(), topics, environment.shards(), offsets, this::isDue);
        this.coordinators = new Coordinators<>(
                new CoordinatorKind<>(
                        InternalTopics.TRANSACTIONS,
                        config.get().partitions(),
                        () -> new TransactionCoordinator(config, this::send, leaderEpoch)),
                environment);
    }

    /** What a coordinator that loads again does not hear of it finds out by itself. */
    private void send(DecidedTransaction decided) {
        markers.write(decided)
                .onSuccess(written -> coordinators.<Done>ask(
                        decided.transactionalId(), (state, reply, output) -> state.complete(decided, reply, output)));
    }

    /** Whether a transaction still lacks markers. A coordinator that cannot say so loads, and then sends them itself. */
    private Future<Boolean> isDue(DecidedTransaction decided) {
        return coordinators
                .<Boolean>ask(
                        decided.transactionalId(), (state, reply, output) -> state.isBeingEnded(decided, reply, output))
                .map(result -> result instanceof Result.Ok<Boolean> ok && ok.value());
    }

    /** Begins to load what there is from earlier; waits for nothing. */
    public void start() {
        coordinators.start();
    }

    /** Bounds or times are others. */
    public void configChanged() {
        coordinators.<Done>askAll((state, reply, output) -> {
            state.configChanged();
            output.answer(reply, Done.DONE);
        });
    }

    /** Answers what waits; markers that are not written yet are after the next start. */
    public Future<Void> close() {
        markers.close();
        return coordinators.close();
    }

    @Override
    public Future<Result<Done>> prepare() {
        return coordinators.prepare().map(result -> result.map(topic -> Done.DONE));
    }

    @Override
    public Future<Result<ProducerIdentity>> initProducer(InitProducer request) {
        return withId(freshId -> coordinators.ask(
                request.transactionalId(),
                (state, reply, output) -> state.initProducer(request, freshId, reply, output)));
    }

    @Override
    public Future<Result<ProducerIdentity>> end(EndTransaction request) {
        return withId(freshId -> coordinators.ask(
                request.producer().transactionalId(),
                (state, reply, output) -> state.end(request, freshId, reply, output)));
    }

    /** Asks, and where that takes a producer id, which is seldom, asks again with one. */
    private Future<Result<ProducerIdentity>> withId(LongFunction<Future<Result<ProducerIdentity>>> question) {
        return question.apply(TransactionCoordinator.NO_PRODUCER_ID)
                .compose(result -> result instanceof Result.Ok<ProducerIdentity> ok
                                && ok.value().equals(TransactionCoordinator.NEEDS_PRODUCER_ID)
                        ? producerIds.next().compose(question::apply)
                        : Future.succeededFuture(result));
    }

    @Override
    public Future<Result<Done>> addPartitions(ProducerClaim producer, Set<PartitionName> partitions) {
        return add(producer, partitions, EPOCH_KEPT);
    }

    private Future<Result<Done>> add(ProducerClaim producer, Set<PartitionName> partitions, int transactionVersion) {
        return coordinators.ask(
                producer.transactionalId(),
                (state, reply, output) -> state.addPartitions(producer, partitions, transactionVersion, reply, output));
    }

    private Future<Result<Done>> admit(ProducerClaim producer, PartitionName partition, boolean addsPartitions) {
        return addsPartitions
                ? add(producer, Set.of(partition), TransactionValue.EPOCH_PER_TRANSACTION)
                : coordinators.ask(
                        producer.transactionalId(),
                        (state, reply, output) -> state.verify(producer, partition, reply, output));
    }

    @Override
    public Future<Result<Done>> admit(
            ProducerTransaction transaction, long producerId, short producerEpoch, PartitionKey key) {
        Topic topic = topics.find(key.topicId());
        if (topic == null) {
            return Future.succeededFuture(
                    Result.refused(ErrorCode.UNKNOWN_TOPIC_ID, "There is no topic with id " + key.topicId()));
        }
        return admit(
                new ProducerClaim(transaction.transactionalId(), producerId, producerEpoch),
                new PartitionName(topic.name(), key.partition()),
                transaction.addsPartitions());
    }

    @Override
    public Future<Result<Done>> addOffsets(ProducerClaim producer, String groupId) {
        return withOffsets(groupId, partition -> add(producer, Set.of(partition), EPOCH_KEPT));
    }

    @Override
    public Future<Result<Done>> admitOffsets(ProducerClaim producer, String groupId, boolean addsPartitions) {
        return withOffsets(groupId, partition -> admit(producer, partition, addsPartitions));
    }

    private Future<Result<Done>> withOffsets(String groupId, Function<PartitionName, Future<Result<Done>>> question) {
        return offsets.partitionOf(groupId)
                .compose(result -> result instanceof Result.Ok<PartitionName> ok
                        ? question.apply(ok.value())
                        : Future.succeededFuture(result.map(partition -> Done.DONE)));
    }

    @Override
    public Future<Result<Done>> endOffsets(PartitionName partition, TransactionMarker marker) {
        return offsets.has(partition)
                ? offsets.end(partition, marker)
                : Future.succeededFuture(
                        Result.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "There is no " + partition));
    }

    @Override
    public Future<Result<DescribedTransaction>> describe(String transactionalId) {
        return coordinators.ask(
                transactionalId, (state, reply, output) -> state.describe(transactionalId, reply, output));
    }

    @Override
    public Future<Result<List<DescribedTransaction>>> list(ListTransactions request) {
        return coordinators
                .<List<DescribedTransaction>>askAll((state, reply, output) -> state.list(request, reply, output))
                .map(result ->
                        result.map(lists -> lists.stream().flatMap(List::stream).toList()));
    }
}

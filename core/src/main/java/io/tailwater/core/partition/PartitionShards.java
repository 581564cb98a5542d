package io.tailwater.core.partition;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.tailwater.core.compaction.CompactableLogs;
import io.tailwater.core.integrity.RangeCheck;
import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.producer.ProducerDescription;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.Result;
import io.tailwater.core.retention.RetainedLogs;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.worker.Promised;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The broker's partitions, spread over shards on the event loops: takes them up, reaches them, gives them up. Thread-safe.
 */
public final class PartitionShards implements PartitionClient {

    private static final int WORKERS_WHEN_CLOSING = 4;

    private final Vertx vertx;
    private final ShardEnvironment environment;
    private final ServedTopics topics;
    private final ShardBus bus;
    private final AppendChecks checks;
    private final MarkerAppends markers;
    private final String deployment;
    private final Map<Integer, PartitionShard> shards;

    private PartitionShards(
            Vertx vertx,
            ShardEnvironment environment,
            ServedTopics topics,
            ShardBus bus,
            String deployment,
            Map<Integer, PartitionShard> shards) {
        this.vertx = vertx;
        this.environment = environment;
        this.topics = topics;
        this.bus = bus;
        this.checks = new AppendChecks(topics, bus, environment);
        this.markers = new MarkerAppends(vertx, topics, bus, environment.metrics());
        this.deployment = deployment;
        this.shards = shards;
    }

    /** Deploys the shards, which have no partitions yet. */
    public static Future<PartitionShards> deploy(Vertx vertx, ShardEnvironment environment) {
        LocalReferenceCodec.register(vertx);
        ServedTopics topics = new ServedTopics();
        List<String> addresses = IntStream.range(0, environment.shards())
                .mapToObj(BusAddresses::shard)
                .toList();
        Iterator<Integer> unused =
                IntStream.range(0, environment.shards()).boxed().iterator();
        Map<Integer, PartitionShard> shards = new ConcurrentHashMap<>();
        List<ShardDoor> doors =
                Stream.generate(ShardDoor::new).limit(environment.shards()).toList();
        return vertx.deployVerticle(
                        () -> {
                            int index = unused.next();
                            return new PartitionShardVerticle(
                                    addresses.get(index),
                                    environment,
                                    topics,
                                    shard -> shards.put(index, shard),
                                    doors.get(index));
                        },
                        new DeploymentOptions().setInstances(environment.shards()))
                .map(deployment -> new PartitionShards(
                        vertx, environment, topics, new ShardBus(vertx, addresses, doors), deployment, shards));
    }

    /**
     * Opens, or creates, the logs of some partitions of a topic and serves them. A log that cannot be opened makes its
     * partition answer {@code KAFKA_STORAGE_ERROR} and hinders no other.
     *
     * @param topic the topic as it is to be, with all its partitions
     * @param fromPartition the first partition to take up
     * @param toPartition the partition after the last
     * @return what came of each, in order
     */
    public Future<List<AdoptedPartition>> adopt(Topic topic, int fromPartition, int toPartition) {
        return onShards((shard, index) ->
                        new Adoption(shard, topic).adopt(ownedBy(index, topic, fromPartition, toPartition)))
                .map(adopted -> {
                    topics.put(topic);
                    return adopted.stream()
                            .flatMap(List::stream)
                            .sorted(Comparator.comparingInt(AdoptedPartition::partition))
                            .toList();
                });
    }

    /** Takes over new settings of a topic that is served. */
    public Future<Void> reconfigure(Topic topic) {
        topics.put(topic);
        return onShards((shard, index) -> {
                    for (int partition : ownedBy(index, topic, 0, topic.partitionCount())) {
                        Partition served = shard.find(new PartitionKey(topic.id(), partition));
                        if (served != null) {
                            served.reconfigure(topic.config());
                        }
                    }
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    /** Stops serving a topic: what waits is answered. The logs stay open, for the storage to delete. */
    public Future<Void> release(Topic topic) {
        topics.remove(topic.id());
        return onShards((shard, index) -> {
                    for (int partition : ownedBy(index, topic, 0, topic.partitionCount())) {
                        shard.remove(new PartitionKey(topic.id(), partition));
                    }
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    /**
     * Makes the next start quick: notes the partitions' states, has the storage make a checkpoint, and keeps those states,
     * which then hold for what is on disk.
     */
    public Future<Void> checkpoint() {
        return onShards((shard, index) -> Snapshots.take(shard))
                .compose(snapshots -> Promised.by(environment.storage().checkpoint(), vertx.getOrCreateContext())
                        .compose(done -> Snapshots.keep(snapshots, environment.worker(), 1)));
    }

    /** Answers what waits, notes the partitions' states and stops the shards. The storage is still to be closed. */
    public Future<Void> close() {
        return onShards((shard, index) ->
                        Snapshots.take(shard).compose(snapshots -> shard.close().map(closed -> snapshots)))
                .compose(snapshots -> Snapshots.keep(snapshots, environment.worker(), WORKERS_WHEN_CLOSING))
                // Where Vert.x itself is closing it undeploys them already, and says so by failing this.
                .eventually(() -> vertx.undeploy(deployment).otherwiseEmpty());
    }

    @Override
    public AppendSequence appends(Context context) {
        return new CheckedAppends(bus, checks, environment, context);
    }

    @Override
    public Future<List<AppendOutcome>> endTransaction(
            TransactionMarker marker, boolean epochPerTransaction, List<PartitionKey> keys) {
        return markers.append(
                marker, epochPerTransaction, keys, environment.clock().millis());
    }

    @Override
    public Future<Result<List<ProducerDescription>>> producers(PartitionKey key) {
        return ask(
                key,
                (shard, partition) -> Future.succeededFuture(
                        Result.ok(partition.state().producers().describe())));
    }

    @Override
    public PendingFetch fetch(FetchQuery query) {
        GatheredFetch fetch = new GatheredFetch(bus, query, new CallerLoop(vertx.getOrCreateContext()));
        fetch.begin();
        return fetch;
    }

    @Override
    public Future<Result<OffsetFound>> findOffset(PartitionKey key, OffsetSpec spec, int currentLeaderEpoch) {
        return ask(
                key, (shard, partition) -> PartitionQuestions.findOffset(shard, partition, spec, currentLeaderEpoch));
    }

    @Override
    public Future<Result<EpochEndOffset>> epochEnd(PartitionKey key, int leaderEpoch, int currentLeaderEpoch) {
        return ask(key, (shard, partition) -> PartitionQuestions.epochEnd(partition, leaderEpoch, currentLeaderEpoch));
    }

    @Override
    public Future<Result<Long>> deleteRecords(PartitionKey key, long beforeOffset) {
        return ask(key, (shard, partition) -> PartitionQuestions.deleteRecords(partition, beforeOffset));
    }

    @Override
    public Future<Result<PartitionStatus>> status(PartitionKey key) {
        return ask(key, (shard, partition) -> Future.succeededFuture(Result.ok(partition.status())));
    }

    @Override
    public Future<Result<RangeCheck.Checked>> check(PartitionKey key, long fromOffset, int maxBytes) {
        return ask(
                key,
                (shard, partition) -> partition
                        .integrity()
                        .check(fromOffset, maxBytes, shard.loop(), environment.worker())
                        .map(Result::ok));
    }

    @Override
    public Future<List<Result<PartitionStatus>>> statuses(List<PartitionKey> keys) {
        Context caller = vertx.getOrCreateContext();
        Map<Integer, List<Integer>> byShard = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            byShard.computeIfAbsent(bus.shardOf(keys.get(i)), shard -> new ArrayList<>())
                    .add(i);
        }
        List<Result<PartitionStatus>> answers = new ArrayList<>(Collections.nCopies(keys.size(), null));
        List<Future<?>> parts = new ArrayList<>();
        byShard.forEach((shard, indexes) -> {
            Promise<List<Result<PartitionStatus>>> promise = Promise.promise();
            List<PartitionKey> asked = indexes.stream().map(keys::get).toList();
            parts.add(promise.future().onSuccess(part -> {
                for (int i = 0; i < part.size(); i++) {
                    answers.set(indexes.get(i), part.get(i));
                }
            }));
            bus.send(shard, new StatusesCommand(asked, caller, promise));
        });
        return Future.all(parts).map(done -> answers);
    }

    /** How many logs could not be opened, or take no writes since their disk failed. */
    public Future<Integer> offlineLogs() {
        return onShards((shard, index) -> Future.succeededFuture(shard.offline()))
                .map(counts -> counts.stream().mapToInt(Integer::intValue).sum());
    }

    /** How many event loops there are, each with a shard. */
    public int loops() {
        return bus.shards();
    }

    /** Runs something on the event loop of each shard, with the shard's number. */
    public void onEachLoop(IntConsumer work) {
        shards.forEach((index, shard) -> shard.loop().execute(() -> work.accept(index)));
    }

    /** The logs, for retention. */
    public RetainedLogs retained() {
        return new ShardedRetention(this);
    }

    /** What has been appended and fetched since the start. */
    public BrokerTotals totals() {
        BrokerTotals sum = BrokerTotals.NOTHING;
        for (PartitionShard shard : shards.values()) {
            sum = sum.plus(shard.totals());
        }
        return sum;
    }

    /**
     * Asks for {@link EndOffsetAdvanced} events of a partition at {@link BusAddresses#advanced}. They are published while more
     * have begun to follow than have stopped; there is at most one per turn of the shard's loop.
     *
     * @return where the partition is
     */
    public Future<Result<PartitionStatus>> follow(PartitionKey key) {
        return ask(key, (shard, partition) -> {
            partition.addFollowers(1);
            return Future.succeededFuture(Result.ok(partition.status()));
        });
    }

    /** Takes back one {@link #follow}. */
    public Future<Result<PartitionStatus>> unfollow(PartitionKey key) {
        return ask(key, (shard, partition) -> {
            partition.addFollowers(-1);
            return Future.succeededFuture(Result.ok(partition.status()));
        });
    }

    /**
     * Appends batches that the broker itself made to a partition to which no client may write; unlike theirs, which go through
     * {@link #appends}, they are not looked at.
     *
     * @param batches appended in order, one after the other was written: none behind one that is refused
     * @return the first batch's place, when all of them survive power loss; on the caller's context, never failed
     */
    public Future<AppendOutcome> appendOwn(PartitionKey key, List<ByteBuffer> batches) {
        Promise<AppendOutcome> promise = Promise.promise();
        bus.send(bus.shardOf(key), new OwnAppendCommand(key, batches, vertx.getOrCreateContext(), promise));
        return promise.future();
    }

    /** The logs, for compaction. */
    public CompactableLogs compactableLogs() {
        return new ShardedCompaction(this);
    }

    /** A partition's extent, when all of it survives power loss. */
    public Future<Result<PartitionStatus>> settled(PartitionKey key) {
        return ask(
                key,
                (shard, partition) ->
                        PartitionQuestions.settled(partition).map(settled -> Result.ok(partition.status())));
    }

    <T> Future<Result<T>> ask(PartitionKey key, BiFunction<PartitionShard, Partition, Future<Result<T>>> question) {
        if (topics.find(key.topicId()) == null) {
            BrokerError unknown = topics.missing(key);
            return Future.succeededFuture(new Result.Refused<>(unknown));
        }
        Promise<Result<T>> promise = Promise.promise();
        bus.send(bus.shardOf(key), new PartitionCommand<>(key, question, vertx.getOrCreateContext(), promise));
        return promise.future();
    }

    private List<Integer> ownedBy(int shard, Topic topic, int fromPartition, int toPartition) {
        return IntStream.range(fromPartition, toPartition)
                .filter(partition -> bus.shardOf(new PartitionKey(topic.id(), partition)) == shard)
                .boxed()
                .toList();
    }

    /**
     * Does something seldom on every shard. Not by messages: when Vert.x closes, the shards' addresses go away at the same time
     * as the broker stops, which would wait for answers for ever.
     */
    <T> Future<List<T>> onShards(BiFunction<PartitionShard, Integer, Future<T>> work) {
        Context caller = vertx.getOrCreateContext();
        List<Future<T>> answers = new ArrayList<>();
        for (int index = 0; index < bus.shards(); index++) {
            int shardIndex = index;
            Promise<T> promise = Promise.promise();
            Function<PartitionShard, Future<T>> onShard = shard -> work.apply(shard, shardIndex);
            PartitionShard shard = Objects.requireNonNull(shards.get(index));
            shard.loop().execute(() -> new ShardTask<>(onShard, caller, promise).runOn(shard));
            answers.add(promise.future());
        }
        return Future.join(answers).map(all -> all.<T>list());
    }
}

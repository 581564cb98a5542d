package io.tailwater.core.partition;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.config.ProducersConfig;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.result.Result;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.core.topic.Topic;
import io.tailwater.spi.LogId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Shards on a Vert.x of their own, over logs in memory, and one connection to them. Used by one test. */
final class ShardsUnderTest {

    static final int LEADER_EPOCH = 3;

    final GatedExecutor flusher = new GatedExecutor("flusher");
    final GatedExecutor worker = new GatedExecutor("worker");
    final OpenGate gate = new OpenGate();
    final SpaceGate space = new SpaceGate();
    final SteppingFormat format = new SteppingFormat();
    final ControlledStorage storage;

    PartitionShards partitions;

    private final Vertx vertx;
    private final int count;
    private final Context connection;
    private AppendSequence sequence;

    ShardsUnderTest(Path directory, int count) {
        this.count = count;
        this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(count));
        this.storage = new ControlledStorage(directory, flusher);
        this.connection = vertx.getOrCreateContext();
        deploy(LEADER_EPOCH);
    }

    private void deploy(int leaderEpoch) {
        partitions = await(PartitionShards.deploy(
                vertx,
                new ShardEnvironment(
                        count,
                        storage,
                        format,
                        ProducersConfig.DEFAULTS,
                        leaderEpoch,
                        InstantSource.system(),
                        InstantSource.system(),
                        BrokerMetrics.NONE,
                        new IntegrityRegister(BrokerMetrics.NONE),
                        gate,
                        space,
                        worker)));
        sequence = partitions.appends(connection);
    }

    Topic adopt(Topic topic) {
        await(partitions.adopt(topic, 0, topic.partitionCount()));
        return topic;
    }

    /** Stops the shards and starts others on the same logs. */
    void restart(Topic topic, int leaderEpoch) {
        await(partitions.close());
        deploy(leaderEpoch);
        adopt(topic);
    }

    /** Has Vert.x take the shards away, as it does when it is closed while the broker is not. */
    Future<?> takeAway() {
        return Future.join(vertx.deploymentIDs().stream().map(vertx::undeploy).toList());
    }

    List<AppendOutcome> append(Acks acks, PartitionAppend... appends) {
        return await(onLoop(() -> sequence.append(List.of(appends), acks)));
    }

    /** What the connection's appends have cost others. */
    long workedNanos() {
        return onLoop(sequence::workedNanos);
    }

    /** Makes a request in a transaction, whose answer may take a gate to open. */
    Future<List<AppendOutcome>> begin(ProducerTransaction transaction, PartitionAppend... appends) {
        return onLoop(() -> sequence.append(List.of(appends), Acks.WRITTEN, transaction));
    }

    /** Makes one request of each append, all in one turn of the loop. */
    List<Future<List<AppendOutcome>>> appendInARow(List<PartitionAppend> appends) {
        worker.hold();
        return appendInARow(Acks.WRITTEN, appends);
    }

    List<Future<List<AppendOutcome>>> appendInARow(Acks acks, List<PartitionAppend> appends) {
        return onLoop(() -> {
            List<Future<List<AppendOutcome>>> answers = new ArrayList<>();
            appends.forEach(append -> answers.add(sequence.append(List.of(append), acks)));
            return answers;
        });
    }

    /** Makes a request whose answer nobody waits for. */
    void appendSoon(PartitionAppend... appends) {
        connection.runOnContext(there -> sequence.append(List.of(appends), Acks.NONE));
    }

    /** Does something on the connection's loop when it comes to it. */
    void soonOnLoop(Runnable action) {
        connection.runOnContext(there -> action.run());
    }

    PendingFetch begin(FetchQuery query) {
        return onLoop(() -> partitions.fetch(query));
    }

    List<PartitionRead> fetch(FetchQuery query) {
        return await(begin(query).reads());
    }

    PartitionStatus status(PartitionKey key) {
        return ((Result.Ok<PartitionStatus>) await(partitions.status(key))).value();
    }

    OffsetFound find(PartitionKey key, OffsetSpec spec) {
        return ((Result.Ok<OffsetFound>) await(partitions.findOffset(key, spec, -1))).value();
    }

    ControlledLog log(int partition) {
        return storage.opened().stream()
                .filter(log -> log.id().partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    /** What is published of partitions, as it arrives on the connection's loop. */
    List<EndOffsetAdvanced> hear(PartitionKey... keys) {
        List<EndOffsetAdvanced> heard = new CopyOnWriteArrayList<>();
        onLoop(() -> {
            for (PartitionKey key : keys) {
                vertx.eventBus()
                        .<EndOffsetAdvanced>localConsumer(
                                BusAddresses.advanced(key.topicId(), key.partition()),
                                event -> heard.add(event.body()));
            }
        });
        return heard;
    }

    /** Slices that nobody has closed. */
    int leases() {
        return storage.opened().stream().mapToInt(log -> log.leases.get()).sum();
    }

    void onLoop(Runnable action) {
        onLoop(() -> {
            action.run();
            return true;
        });
    }

    <T> T onLoop(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        connection.runOnContext(there -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    LogId id(Topic topic, int partition) {
        return new LogId(topic.name(), topic.id(), partition);
    }

    void close() {
        await(vertx.close());
        storage.close();
        flusher.close();
        worker.close();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within a minute", e);
        }
    }
}

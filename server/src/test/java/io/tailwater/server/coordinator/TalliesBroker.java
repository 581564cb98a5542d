package io.tailwater.server.coordinator;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.CoordinatorsConfig;
import io.tailwater.core.coordinator.CoordinatorEnvironment;
import io.tailwater.core.coordinator.CoordinatorKind;
import io.tailwater.core.coordinator.CoordinatorStep;
import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.tailwater.spi.file.FileLayer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A broker in this process with coordinators of tallies beside its own. Thread-safe. Their topic is an ordinary one with the
 * settings of the broker's own.
 */
final class TalliesBroker implements AutoCloseable {

    private static final String TOPIC = "tallies";
    private static final Map<String, String> SETTINGS = Map.of(
            "cleanup.policy", "compact",
            "durability", "acks",
            "segment.bytes", Integer.toString(16 << 20));

    private final Vertx vertx = Vertx.vertx();
    private final Context caller = vertx.getOrCreateContext();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Broker broker;
    private final Coordinators<TalliesState> coordinators;
    private final int partitions;

    /** Starts one; its coordinators load what they find. */
    TalliesBroker(Path directory, FileLayer files, int partitions, CoordinatorsConfig config) {
        this.partitions = partitions;
        BrokerEnvironment environment =
                new BrokerEnvironment(files, InstantSource.system(), UUID::randomUUID, BrokerMetrics.NONE);
        await(vertx.deployVerticle(
                new BrokerVerticle(BrokerConfig.DEFAULTS.withDataDirectory(directory), environment)));
        broker = Broker.of(vertx).orElseThrow();
        coordinators = new Coordinators<>(
                new CoordinatorKind<>(TOPIC, partitions, TalliesState::new),
                new CoordinatorEnvironment(
                        vertx,
                        (PartitionShards) broker.partitions(),
                        broker.topics(),
                        broker.recordFormat(),
                        config,
                        InstantSource.system(),
                        worker));
        coordinators.start();
    }

    Coordinators<TalliesState> coordinators() {
        return coordinators;
    }

    /** Makes the topic and waits until every coordinator is ready. */
    void prepare() {
        if (broker.topics().find(TOPIC) == null) {
            value(await(onLoop(() -> broker.topics().create(new NewTopic(TOPIC, partitions, SETTINGS), false))));
        }
        value(await(onLoop(coordinators::prepare)));
        Result<?> result;
        do {
            result = await(onLoop(() -> coordinators.askAll((state, reply, output) -> output.answer(reply, 0))));
        } while (result instanceof Result.Refused<?> refused
                && refused.error().code() == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    }

    /** Asks from an event loop, as connections do. */
    <T> Future<Result<T>> ask(String key, CoordinatorStep<TalliesState, T> step) {
        return onLoop(() -> coordinators.ask(key, step));
    }

    <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        caller.runOnContext(there -> action.get().onComplete(promise));
        return promise.future();
    }

    long get(String name) {
        return value(await(ask(name, (state, reply, output) -> state.get(name, reply, output))));
    }

    Topic topic() {
        return Objects.requireNonNull(broker.topics().find(TOPIC));
    }

    PartitionStatus status(int partition) {
        return value(await(broker.partitions().status(new PartitionKey(topic().id(), partition))));
    }

    @Override
    public void close() {
        await(coordinators.close());
        await(vertx.close());
        worker.shutdown();
    }

    static <T> T value(Result<T> result) {
        if (result instanceof Result.Ok<T> ok) {
            return ok.value();
        }
        throw new AssertionError("no value but " + error(result));
    }

    static BrokerError error(Result<?> result) {
        return ((Result.Refused<?>) result).error();
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing within a minute", e);
        }
    }
}

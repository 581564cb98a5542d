package io.tailwater.core.coordinator;

import io.tailwater.core.bus.BrokerMessage;
import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.bus.LocalReferenceCodec;
import io.tailwater.core.partition.CallerLoop;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinators of one kind, wherever they are. Thread-safe. Nothing is there, and nothing costs anything, before the
 * internal topic is made.
 *
 * @param <S> their state
 */
public final class Coordinators<S extends CoordinatorState> {

    private static final Logger LOG = LoggerFactory.getLogger(Coordinators.class);

    private final CoordinatorKind<S> kind;
    private final CoordinatorEnvironment environment;

    /** Where deployed coordinators take steps, by partition; empty before. */
    private volatile List<MessageProducer<BrokerMessage>> senders = List.of();

    // Guarded by this.
    private final List<CoordinatorVerticle<S>> verticles = new ArrayList<>();
    private @Nullable Future<List<String>> deployed;
    private boolean closed;

    public Coordinators(CoordinatorKind<S> kind, CoordinatorEnvironment environment) {
        this.kind = kind;
        this.environment = environment;
    }

    /** Starts what has something to do already, when the broker starts: the coordinators whose topic is there. Waits for nothing. */
    public void start() {
        Topic topic = environment.topics().find(kind.topic());
        if (topic != null) {
            deploy(topic);
        }
    }

    /**
     * Makes the internal topic when it is not there, and starts its coordinators.
     *
     * @return the topic, on the caller's context, never failed; its coordinators take steps, which they may still refuse with
     *     {@code COORDINATOR_LOAD_IN_PROGRESS}
     */
    public Future<Result<Topic>> prepare() {
        Topic present = environment.topics().find(kind.topic());
        Future<Result<Topic>> made = present != null
                ? Future.succeededFuture(Result.ok(present))
                : environment.topics().createInternal(kind.topic(), kind.partitionCount());
        CallerLoop caller = callerLoop();
        Promise<Result<Topic>> promise = Promise.promise();
        made.compose(result -> result instanceof Result.Ok<Topic> ok
                        ? deploy(ok.value()).map(started -> result)
                        : Future.succeededFuture(result))
                .otherwise(cause -> Result.refused(
                        ErrorCode.COORDINATOR_NOT_AVAILABLE, kind.topic() + " cannot be used: " + cause.getMessage()))
                .onSuccess(result -> caller.run(there -> promise.complete(result)));
        return promise.future();
    }

    /**
     * Runs a step on the coordinator that a key belongs to.
     *
     * @param key a group's or a transactional id
     * @return the answer, on the caller's context, never failed; {@code NOT_COORDINATOR} when {@link #prepare} was never called,
     *     {@code COORDINATOR_LOAD_IN_PROGRESS}, {@code COORDINATOR_NOT_AVAILABLE}
     */
    public <T> Future<Result<T>> ask(String key, CoordinatorStep<S, T> step) {
        List<MessageProducer<BrokerMessage>> started = senders;
        return ask(started, started.isEmpty() ? 0 : partitionOf(key, started.size()), step);
    }

    /** As the other, of a partition of the topic; {@code UNKNOWN_TOPIC_OR_PARTITION} when there is none of this number. */
    public <T> Future<Result<T>> ask(int partition, CoordinatorStep<S, T> step) {
        return ask(senders, partition, step);
    }

    private <T> Future<Result<T>> ask(
            List<MessageProducer<BrokerMessage>> started, int partition, CoordinatorStep<S, T> step) {
        Promise<Result<T>> promise = Promise.promise();
        CoordinatorRequest<S, T> request = new CoordinatorRequest<>(step, callerLoop(), promise);
        if (started.isEmpty()) {
            request.refuse(notStarted());
        } else if (partition < 0 || partition >= started.size()) {
            request.refuse(new BrokerError(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, kind.topic() + " has no partition " + partition));
        } else {
            send(started.get(partition), request);
        }
        return promise.future();
    }

    /**
     * Runs a step on every coordinator.
     *
     * @return the answers by partition, none when there is no coordinator because nothing was ever asked of one; refused when
     *     one of them refuses
     */
    public <T> Future<Result<List<T>>> askAll(CoordinatorStep<S, T> step) {
        List<MessageProducer<BrokerMessage>> started = senders;
        if (started.isEmpty()) {
            return Future.succeededFuture(
                    environment.topics().find(kind.topic()) == null
                            ? Result.ok(List.of())
                            : new Result.Refused<>(notStarted()));
        }
        List<Future<Result<T>>> answers = new ArrayList<>();
        for (MessageProducer<BrokerMessage> sender : started) {
            Promise<Result<T>> promise = Promise.promise();
            send(sender, new CoordinatorRequest<>(step, callerLoop(), promise));
            answers.add(promise.future());
        }
        return Future.join(answers).map(all -> gathered(all.list()));
    }

    private static <T> Result<List<T>> gathered(List<Result<T>> results) {
        List<T> values = new ArrayList<>();
        for (Result<T> result : results) {
            if (result instanceof Result.Refused<T> refused) {
                return new Result.Refused<>(refused.error());
            }
            values.add(((Result.Ok<T>) result).value());
        }
        return Result.ok(values);
    }

    /** Which partition a key belongs to, as Kafka has it. */
    public static int partitionOf(String key, int partitionCount) {
        int hash = key.hashCode();
        return hash == Integer.MIN_VALUE ? 0 : Math.abs(hash) % partitionCount;
    }

    private void send(MessageProducer<BrokerMessage> sender, CoordinatorRequest<S, ?> request) {
        if (sender.write(request).failed()) {
            request.refuse(new BrokerError(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The broker is stopping"));
        }
    }

    private BrokerError notStarted() {
        return environment.topics().find(kind.topic()) == null
                ? new BrokerError(
                        ErrorCode.NOT_COORDINATOR, "Nobody has asked for this coordinator yet (FindCoordinator)")
                : new BrokerError(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, "The coordinator is starting");
    }

    private CallerLoop callerLoop() {
        return new CallerLoop(environment.vertx().getOrCreateContext());
    }

    /**
     * From a thread of its own: deployed from another verticle's context the coordinators would be its children, which Vert.x
     * takes away before they are stopped in order.
     */
    private synchronized Future<List<String>> deploy(Topic topic) {
        if (closed) {
            return Future.failedFuture("the coordinators of " + kind.topic() + " are stopping");
        }
        if (deployed == null) {
            Vertx vertx = environment.vertx();
            IntStream.range(0, topic.partitionCount())
                    .forEach(
                            partition -> verticles.add(new CoordinatorVerticle<>(kind, environment, topic, partition)));
            List<CoordinatorVerticle<S>> starting = List.copyOf(verticles);
            Promise<List<String>> promise = Promise.promise();
            environment
                    .worker()
                    .execute(() -> Future.all(
                                    starting.stream().map(vertx::deployVerticle).toList())
                            .map(all -> all.<String>list())
                            .onSuccess(ids -> senders = sendersTo(topic))
                            .onFailure(
                                    cause -> LOG.error("The coordinators of {} cannot be started", topic.name(), cause))
                            .onComplete(promise));
            deployed = promise.future();
        }
        return deployed;
    }

    private List<MessageProducer<BrokerMessage>> sendersTo(Topic topic) {
        return IntStream.range(0, topic.partitionCount())
                .mapToObj(partition -> environment
                        .vertx()
                        .eventBus()
                        .<BrokerMessage>sender(
                                BusAddresses.coordinator(topic.name(), partition), LocalReferenceCodec.OPTIONS))
                .toList();
    }

    /** Takes no more steps, answers what waits when it is on disk, and stops. The shards are still to be closed. */
    public Future<Void> close() {
        Future<List<String>> deployment;
        synchronized (this) {
            closed = true;
            deployment = deployed;
        }
        if (deployment == null) {
            return Future.succeededFuture();
        }
        return deployment.otherwise(List.of()).compose(this::stop);
    }

    private Future<Void> stop(List<String> ids) {
        List<Future<Void>> stopped;
        synchronized (this) {
            stopped = verticles.stream().map(CoordinatorVerticle::close).toList();
        }
        return Future.join(stopped)
                .transform(done -> Future.join(ids.stream()
                        // Where Vert.x itself is closing it undeploys them already, and says so by failing this.
                        .map(id -> environment.vertx().undeploy(id).otherwiseEmpty())
                        .toList()))
                .mapEmpty();
    }
}

package io.tailwater.core.coordinator;

import io.tailwater.core.bus.BusAddresses;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageConsumerOptions;
import org.jspecify.annotations.Nullable;

/** The coordinator of one partition on an event loop: hands it the steps that arrive at its address. Event-loop confined. */
final class CoordinatorVerticle<S extends CoordinatorState> extends VerticleBase {

    private final CoordinatorKind<S> kind;
    private final CoordinatorEnvironment environment;
    private final Topic topic;
    private final int partition;
    private volatile @Nullable Coordinator<S> coordinator;

    CoordinatorVerticle(CoordinatorKind<S> kind, CoordinatorEnvironment environment, Topic topic, int partition) {
        this.kind = kind;
        this.environment = environment;
        this.topic = topic;
        this.partition = partition;
    }

    /** Completes when steps are taken, though they are refused until the log is loaded. */
    @Override
    public Future<?> start() {
        PartitionKey key = new PartitionKey(topic.id(), partition);
        Coordinator<S> started = new Coordinator<>(
                topic.name() + "-" + partition,
                kind.fresh(),
                new ShardedLog(
                        key,
                        environment.shards(),
                        new BatchEncoding(environment.recordFormat()),
                        environment.worker(),
                        context),
                new Loop(),
                environment.clock(),
                environment.config());
        coordinator = started;
        started.load();
        MessageConsumer<CoordinatorRequest<S, ?>> consumer = vertx.eventBus()
                .consumer(
                        // What connections may have under way is bounded by them; here nothing may be dropped.
                        new MessageConsumerOptions()
                                .setAddress(BusAddresses.coordinator(topic.name(), partition))
                                .setLocalOnly(true)
                                .setMaxBufferedMessages(Integer.MAX_VALUE),
                        message -> message.body().runOn(started));
        return consumer.completion();
    }

    /** Stops the coordinator in order, before the verticle is undeployed; called on any thread. */
    Future<Void> close() {
        Coordinator<S> started = coordinator;
        if (started == null) {
            return Future.succeededFuture();
        }
        Promise<Void> promise = Promise.promise();
        context.runOnContext(there -> started.close().onComplete(promise));
        return promise.future();
    }

    private final class Loop implements CoordinatorLoop {

        @Override
        public void execute(Runnable task) {
            context.runOnContext(turn -> task.run());
        }

        @Override
        public long schedule(long delayMillis, Runnable task) {
            return vertx.setTimer(delayMillis, fired -> task.run());
        }

        @Override
        public void cancel(long timer) {
            vertx.cancelTimer(timer);
        }
    }
}

package io.tailwater.server.demo;

import io.tailwater.core.Broker;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Produces what happens in the {@link Shop}, some thirty records a second, and follows the orders as a consumer group.
 * Event-loop confined; deploy it after the broker and undeploy it before: it has stopped when its last request is answered.
 */
public final class DemoVerticle extends VerticleBase {

    private static final long PRODUCE_MILLIS = 100;
    private static final long CONSUME_MILLIS = 1_000;

    private @Nullable Repetition producing;
    private @Nullable Repetition consuming;
    private @Nullable DemoConsumer consumer;

    @Override
    public Future<?> start() {
        Broker broker = Broker.of(vertx).orElseThrow(() -> new IllegalStateException("Deploy a broker first."));
        Future<?> topics = Future.succeededFuture();
        for (DemoTopic topic : DemoTopic.values()) {
            topics = topics.compose(v -> create(broker, topic));
        }
        return topics.onSuccess(v -> {
            SplittableRandom random = new SplittableRandom();
            Shop shop = new Shop(random, System.currentTimeMillis());
            DemoProducer producer = new DemoProducer(broker, broker.partitions().appends(context), shop);
            DemoConsumer follower = new DemoConsumer(broker, random);
            consumer = follower;
            producing = new Repetition(PRODUCE_MILLIS, producer::step);
            consuming = new Repetition(CONSUME_MILLIS, follower::step);
        });
    }

    @Override
    public Future<?> stop() {
        if (producing == null || consuming == null || consumer == null) {
            return Future.succeededFuture();
        }
        DemoConsumer leaving = consumer;
        return Future.join(producing.stop(), consuming.stop()).transform(stopped -> leaving.leave());
    }

    private static Future<?> create(Broker broker, DemoTopic topic) {
        return broker.topics().create(topic.asNew(), false).compose(result -> {
            if (result instanceof Result.Refused<Topic> refused
                    && refused.error().code() != ErrorCode.TOPIC_ALREADY_EXISTS) {
                return Future.failedFuture(new IllegalStateException("The demo's topic " + topic.topicName()
                        + " could not be made: " + refused.error().message()));
            }
            return Future.succeededFuture();
        });
    }

    /** A step after the other, each some time after the one before is answered: a slow disk slows the shop down. */
    private final class Repetition {

        private final long pauseMillis;
        private final LongFunction<Future<?>> step;
        private Future<?> underWay = Future.succeededFuture();
        private long timer;
        private boolean stopped;

        Repetition(long pauseMillis, LongFunction<Future<?>> step) {
            this.pauseMillis = pauseMillis;
            this.step = step;
            schedule();
        }

        private void schedule() {
            timer = vertx.setTimer(pauseMillis, t -> {
                underWay = step.apply(System.currentTimeMillis());
                underWay.onComplete(v -> {
                    if (!stopped) {
                        schedule();
                    }
                });
            });
        }

        Future<?> stop() {
            stopped = true;
            vertx.cancelTimer(timer);
            return underWay;
        }
    }
}

package io.tailwater.server.demo;

import io.tailwater.core.Broker;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Produces what happens in the {@link Shop}, some thirty records a second, each tick's as one batch a partition. Event-loop
 * confined; deploy it after the broker and undeploy it before: it has stopped when its last append is answered.
 */
public final class DemoVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(DemoVerticle.class);
    private static final long TICK_MILLIS = 100;

    private @Nullable Tick running;

    @Override
    public Future<?> start() {
        Broker broker = Broker.of(vertx).orElseThrow(() -> new IllegalStateException("Deploy a broker first."));
        Future<?> topics = Future.succeededFuture();
        for (DemoTopic topic : DemoTopic.values()) {
            topics = topics.compose(v -> create(broker, topic));
        }
        return topics.onSuccess(v -> {
            running = new Tick(broker, broker.partitions().appends(context));
            running.schedule();
        });
    }

    @Override
    public Future<?> stop() {
        return running == null ? Future.succeededFuture() : running.stop();
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

    /** One tick after the other, each when the one before is answered: a slow disk slows the shop down. */
    private final class Tick {

        private final Broker broker;
        private final AppendSequence appends;
        private final Shop shop = new Shop(new SplittableRandom(), System.currentTimeMillis());
        private Future<?> underWay = Future.succeededFuture();
        private long timer = -1;
        private boolean refusalTold;

        Tick(Broker broker, AppendSequence appends) {
            this.broker = broker;
            this.appends = appends;
        }

        void schedule() {
            timer = vertx.setTimer(TICK_MILLIS, t -> {
                timer = -1;
                underWay = run().onComplete(v -> {
                    if (running != null) {
                        schedule();
                    }
                });
            });
        }

        Future<?> stop() {
            running = null;
            if (timer >= 0) {
                vertx.cancelTimer(timer);
            }
            return underWay;
        }

        private Future<?> run() {
            long nowMillis = System.currentTimeMillis();
            Map<PartitionKey, BatchBuilder> batches = new LinkedHashMap<>();
            for (DemoRecord record : shop.tick(nowMillis)) {
                Topic topic = broker.topics().find(record.topic().topicName());
                if (topic != null) { // somebody may have deleted it
                    int partition = Math.floorMod(record.key().hashCode(), topic.partitionCount());
                    batches.computeIfAbsent(
                                    new PartitionKey(topic.id(), partition),
                                    key -> broker.recordFormat().newBatch(-1, (short) -1))
                            .append(
                                    nowMillis,
                                    bytes(record.key()),
                                    bytes(record.value().encode()));
                }
            }
            List<PartitionAppend> asked = new ArrayList<>(batches.size());
            batches.forEach((key, batch) -> asked.add(new PartitionAppend(key, batch.build())));
            return asked.isEmpty()
                    ? Future.succeededFuture()
                    : appends.append(asked, Acks.WRITTEN).onSuccess(this::report);
        }

        private void report(List<AppendOutcome> outcomes) {
            for (AppendOutcome outcome : outcomes) {
                if (outcome instanceof AppendOutcome.Refused refused && !refusalTold) {
                    refusalTold = true;
                    LOG.warn(
                            "The demo's records are refused: {}",
                            refused.error().message());
                }
            }
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}

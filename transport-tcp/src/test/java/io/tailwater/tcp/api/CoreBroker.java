package io.tailwater.tcp.api;

import io.tailwater.core.Broker;
import io.tailwater.core.BrokerEnvironment;
import io.tailwater.core.BrokerVerticle;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.CompactionConfig;
import io.tailwater.core.config.DiskBudget;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ScrubConfig;
import io.tailwater.core.config.StorageConfig;
import io.tailwater.core.config.TopicsConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.Acks;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.PartitionAppend;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.NewTopic;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Core as it is, on the engine in memory, to ask handlers of. Thread-safe. */
public final class CoreBroker implements AutoCloseable {

    /** No checkpoint moves what is durable while tests look at it, and no retention deletes records of 1970. */
    private static final long SELDOM_MILLIS = 86_400_000;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Path directory;
    private final String deployment;
    private final Broker broker;

    private CoreBroker(Map<String, String> topicSettings, UnaryOperator<BrokerConfig> adjust, BrokerMetrics metrics)
            throws Exception {
        directory = Files.createTempDirectory("tailwater");
        BrokerConfig config = BrokerConfig.DEFAULTS.toBuilder()
                .eventLoops(1)
                .kafka(ListenerConfig.KAFKA.withPort(0))
                .http(BrokerConfig.DEFAULTS.http().withPort(0))
                .storage(new StorageConfig(
                        "memory",
                        "",
                        directory,
                        Map.of(),
                        SELDOM_MILLIS,
                        SELDOM_MILLIS,
                        DiskBudget.OFF,
                        ScrubConfig.DEFAULTS,
                        CompactionConfig.DEFAULTS))
                .topics(new TopicsConfig(true, 2, 1000, topicSettings))
                .build();
        deployment = vertx.deployVerticle(new BrokerVerticle(
                        adjust.apply(config), BrokerEnvironment.ofSystem().withMetrics(metrics)))
                .await(60, TimeUnit.SECONDS);
        broker = Broker.of(vertx).orElseThrow();
    }

    public static CoreBroker start() throws Exception {
        return new CoreBroker(Map.of(), UnaryOperator.identity(), BrokerMetrics.NONE);
    }

    /** With somebody who counts. */
    public static CoreBroker start(BrokerMetrics metrics) throws Exception {
        return start(UnaryOperator.identity(), metrics);
    }

    /** With other settings, and somebody who counts. */
    public static CoreBroker start(UnaryOperator<BrokerConfig> adjust, BrokerMetrics metrics) throws Exception {
        return new CoreBroker(Map.of(), adjust, metrics);
    }

    /** With settings for all topics. */
    static CoreBroker start(Map<String, String> topicSettings) throws Exception {
        return new CoreBroker(topicSettings, UnaryOperator.identity(), BrokerMetrics.NONE);
    }

    public Broker broker() {
        return broker;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Path directory() {
        return directory;
    }

    /** Sends a request through the encoding of a version and its answer through the same. */
    <Q extends ApiMessage, R extends ApiMessage> R ask(ApiHandler<Q, R> handler, int version, Q request) {
        Q received = WireCopy.received(handler, version, request);
        return WireCopy.of(
                await(() -> handler.handle(new FakeRequestContext(broker, (short) version), received)), version);
    }

    /** The answer to a request when something broke, through the encoding of a version. */
    <Q extends ApiMessage, R extends ApiMessage> R failed(
            ApiHandler<Q, R> handler, int version, Q request, Errors error) {
        return WireCopy.of(handler.failed(new FakeRequestContext(broker, (short) version), request, error), version);
    }

    public Topic topic(String name, int partitions, Map<String, String> settings) {
        Result<Topic> result =
                await(() -> broker.topics().create(new NewTopic(name, partitions, Map.copyOf(settings)), false));
        return ((Result.Ok<Topic>) result).value();
    }

    public Topic internalTopic(String name) {
        return ((Result.Ok<Topic>) await(() -> broker.topics().createInternal(name, 1))).value();
    }

    /** Appends one batch with a record for each timestamp; returns its first offset. */
    public long append(Topic topic, int partition, long... timestamps) {
        SimpleRecord[] records = new SimpleRecord[timestamps.length];
        for (int i = 0; i < records.length; i++) {
            records[i] = new SimpleRecord(timestamps[i], null, new byte[10]);
        }
        ByteBuffer batch = MemoryRecords.withRecords(Compression.NONE, records).buffer();
        PartitionAppend append = new PartitionAppend(new PartitionKey(topic.id(), partition), batch);
        List<AppendOutcome> outcomes =
                await(() -> broker.partitions().appends(context).append(List.of(append), Acks.WRITTEN));
        return ((AppendOutcome.Appended) outcomes.get(0)).baseOffset();
    }

    /** Does something on an event loop and waits for what comes of it. */
    public <T> T await(Supplier<Future<T>> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(nothing -> action.get().onSuccess(done::complete).onFailure(done::completeExceptionally));
        return done.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() throws Exception {
        vertx.undeploy(deployment).await(60, TimeUnit.SECONDS);
        vertx.close().await(60, TimeUnit.SECONDS);
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(CoreBroker::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.StorageConfig;
import io.tailwater.core.health.HealthReport;
import io.tailwater.core.integrity.IntegrityStatus;
import io.tailwater.core.metrics.BrokerTotals;
import io.tailwater.core.retention.RetentionTotals;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.topic.Topic;
import io.tailwater.websocket.watch.HealthJson;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** The broker as a whole, and totals from which rates can be made. */
final class GetBrokerHandler implements ApiHandler {

    /** Of damaged ranges, so that an answer stays small however bad a disk is. */
    private static final int MAX_RANGES = 100;

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public String path() {
        return "/v1/broker";
    }

    @Override
    public Needed needed() {
        return Needed.onCluster(AclOperation.DESCRIBE);
    }

    @Override
    public void handle(ApiRequest request) {
        Broker broker = request.broker();
        Collection<Topic> topics = broker.topics().all();
        Path directory = broker.config().storage().directory().toAbsolutePath();
        Future<Long> usable = request.environment().vertx().executeBlocking(() -> usableBytes(directory), false);
        Future<JsonArray> sizes = TopicJson.summaries(broker, topics);
        Future<HealthReport> health = broker.health().report();
        Future.all(usable, sizes, health)
                .onSuccess(all -> request.answer(
                        200,
                        json(request, broker, topics, usable.result(), sizes.result())
                                .put("health", HealthJson.of(health.result()))))
                .onFailure(request::fail);
    }

    private static long usableBytes(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static JsonObject json(
            ApiRequest request, Broker broker, Collection<Topic> topics, long usableBytes, JsonArray sizes) {
        BrokerConfig config = broker.config();
        long now = broker.clock().millis();
        BrokerTotals totals = broker.totals();
        RetentionTotals retention = broker.retention();
        long sizeBytes = 0;
        for (Object topic : sizes) {
            sizeBytes += ((JsonObject) topic).getLong("sizeBytes");
        }
        Runtime runtime = Runtime.getRuntime();
        return new JsonObject()
                .put("version", Version.text())
                .put("clusterId", broker.clusterId())
                .put("nodeId", config.nodeId())
                .put("startedAt", broker.startedAtMillis())
                .put("now", now)
                .put("uptimeMillis", Math.max(0, now - broker.startedAtMillis()))
                .put("topics", topics.size())
                .put(
                        "partitions",
                        topics.stream().mapToInt(Topic::partitionCount).sum())
                .put(
                        "connections",
                        new JsonObject()
                                .put("kafka", totals.connections())
                                .put("http", request.environment().httpConnections())
                                .put("tails", broker.liveReaders().count()))
                .put("storage", storage(config.storage(), sizeBytes, usableBytes, retention))
                .put(
                        "totals",
                        new JsonObject()
                                .put("appendedBatches", totals.appendedBatches())
                                .put("appendedRecords", totals.appendedRecords())
                                .put("appendedBytes", totals.appendedBytes())
                                .put("fetchedBytes", totals.fetchedBytes())
                                .put("flushes", totals.flushes())
                                .put("expiredSegments", retention.expiredSegments())
                                .put("expiredBytes", retention.expiredBytes())
                                .put("deletedEarlySegments", retention.earlySegments())
                                .put("deletedEarlyBytes", retention.earlyBytes()))
                .put("integrity", integrity(broker.integrity()))
                .put(
                        "memory",
                        new JsonObject()
                                .put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory())
                                .put("heapMaxBytes", runtime.maxMemory()));
    }

    private static JsonObject storage(
            StorageConfig config, long sizeBytes, long usableBytes, RetentionTotals retention) {
        JsonObject storage = new JsonObject()
                .put("engine", config.engine())
                .put("directory", config.directory().toAbsolutePath().toString())
                .put("sizeBytes", sizeBytes)
                .put("usableBytes", usableBytes);
        if (retention.budgetBytes() >= 0) {
            storage.put(
                    "budget",
                    new JsonObject()
                            .put("bytes", retention.budgetBytes())
                            .put("usedBytes", retention.usedBytes())
                            .put("refusing", retention.refusing()));
        }
        return storage;
    }

    private static JsonObject integrity(IntegrityStatus status) {
        JsonArray damaged = new JsonArray();
        status.damaged()
                .forEach((log, ranges) -> ranges.stream()
                        .limit(MAX_RANGES - damaged.size())
                        .forEach(range -> damaged.add(new JsonObject()
                                .put("topic", log.topic())
                                .put("partition", log.partition())
                                .put("fromOffset", range.fromOffset())
                                .put("toOffset", range.toOffset())
                                .put("finding", range.finding()))));
        return new JsonObject()
                .put("checkedBytes", status.checkedBytes())
                .put("rounds", status.scrubs())
                .put("damagedRangesFound", status.foundRanges())
                .put("damaged", damaged);
    }
}

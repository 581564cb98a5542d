package io.tailwater.core.partition;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** Sends transactions' markers to the shards. Thread-safe. */
final class MarkerAppends {

    private final Vertx vertx;
    private final ServedTopics topics;
    private final ShardBus bus;
    private final BrokerMetrics metrics;

    MarkerAppends(Vertx vertx, ServedTopics topics, ShardBus bus, BrokerMetrics metrics) {
        this.vertx = vertx;
        this.topics = topics;
        this.bus = bus;
        this.metrics = metrics;
    }

    /** Outcomes in order, on the caller's context. */
    Future<List<AppendOutcome>> append(
            TransactionMarker marker, boolean epochPerTransaction, List<PartitionKey> keys, long nowMillis) {
        List<PartitionAppend> appends = keys.stream()
                .map(key -> new PartitionAppend(key, ControlBatch.of(marker, nowMillis)))
                .toList();
        AppendRequest request = new AppendRequest(
                appends,
                new AppendOrigin.TransactionCoordinator(epochPerTransaction),
                Acks.FORCED,
                new CallerLoop(vertx.getOrCreateContext()),
                metrics,
                null);
        for (int entry = 0; entry < keys.size(); entry++) {
            PartitionKey key = keys.get(entry);
            Topic topic = topics.find(key.topicId());
            if (topic == null || key.partition() < 0 || key.partition() >= topic.partitionCount()) {
                request.refuse(entry, topics.missing(key));
            } else {
                request.setShard(entry, bus.shardOf(key));
            }
        }
        request.send(bus);
        return request.future();
    }
}

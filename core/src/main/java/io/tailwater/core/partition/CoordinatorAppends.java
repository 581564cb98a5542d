package io.tailwater.core.partition;

import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;

/** What coordinators of this broker append: straight to the shards, since nobody has to check it. Thread-safe. */
final class CoordinatorAppends {

    private final Vertx vertx;
    private final ServedTopics topics;
    private final ShardBus bus;
    private final BrokerMetrics metrics;

    CoordinatorAppends(Vertx vertx, ServedTopics topics, ShardBus bus, BrokerMetrics metrics) {
        this.vertx = vertx;
        this.topics = topics;
        this.bus = bus;
        this.metrics = metrics;
    }

    /** Outcomes in order, on the caller's context. */
    Future<List<AppendOutcome>> append(List<PartitionAppend> appends, boolean epochPerTransaction) {
        AppendRequest request = new AppendRequest(
                appends,
                new AppendOrigin.Coordinator(epochPerTransaction),
                Acks.FORCED,
                new CallerLoop(vertx.getOrCreateContext()),
                metrics);
        for (int entry = 0; entry < appends.size(); entry++) {
            PartitionKey key = appends.get(entry).key();
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

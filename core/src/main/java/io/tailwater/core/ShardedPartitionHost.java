package io.tailwater.core;

import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.topic.PartitionHost;
import io.tailwater.core.topic.Topic;
import io.vertx.core.Future;
import java.util.List;

/** Has the catalogue's partitions served by the shards. Thread-safe. */
record ShardedPartitionHost(PartitionShards shards, boolean compacts) implements PartitionHost {

    @Override
    public Future<List<Adopted>> adopt(Topic topic, int fromPartition, int toPartition) {
        return shards.adopt(topic, fromPartition, toPartition)
                .map(partitions -> partitions.stream()
                        .map(adopted -> new Adopted(adopted.partition(), adopted.recovery(), adopted.failure()))
                        .toList());
    }

    @Override
    public Future<Void> release(Topic topic) {
        return shards.release(topic);
    }

    @Override
    public Future<Void> reconfigure(Topic topic) {
        return shards.reconfigure(topic);
    }
}

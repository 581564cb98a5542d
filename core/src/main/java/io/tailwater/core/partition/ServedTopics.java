package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.topic.Topic;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The topics whose partitions the shards have, with their settings. Thread-safe. */
final class ServedTopics {

    private final Map<UUID, Topic> byId = new ConcurrentHashMap<>();

    @Nullable
    Topic find(UUID id) {
        return byId.get(id);
    }

    void put(Topic topic) {
        byId.put(topic.id(), topic);
    }

    void remove(UUID id) {
        byId.remove(id);
    }

    /** Why a partition is not there. */
    BrokerError missing(PartitionKey key) {
        Topic topic = byId.get(key.topicId());
        if (topic == null) {
            return PartitionErrors.unknownTopic(key);
        }
        return key.partition() < 0 || key.partition() >= topic.partitionCount()
                ? PartitionErrors.unknownPartition(topic.name(), key)
                : PartitionErrors.notServed(key);
    }
}

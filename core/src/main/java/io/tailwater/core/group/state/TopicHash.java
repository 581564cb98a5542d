package io.tailwater.core.group.state;

import io.tailwater.core.topic.Topic;
import java.util.Collection;

/**
 * A number that changes when one of the topics that a group subscribes to comes, goes or grows (KIP-1101). Kafka's own is of
 * another kind; a broker that takes over the other's log rebalances each group once.
 */
final class TopicHash {

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private TopicHash() {}

    /** 0 when none of the topics is there. The order does not matter. */
    static long of(Collection<String> names, KnownTopics topics) {
        long sum = 0;
        for (String name : names) {
            Topic topic = topics.find(name);
            if (topic != null) {
                long hash = topic.id().getMostSignificantBits() * PRIME;
                hash = mix(hash ^ topic.id().getLeastSignificantBits()) * PRIME;
                sum += mix(hash + topic.partitionCount());
            }
        }
        return sum;
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 32)) * PRIME;
        return mixed ^ (mixed >>> 29);
    }
}

package io.tailwater.core.partition;

import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicConfig;
import java.util.Map;
import java.util.UUID;

/** Topics to test with. */
final class Topics {

    static final TopicConfig DEFAULTS = new TopicConfig(
            Map.of(),
            1 << 20,
            Long.MAX_VALUE,
            4096,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            TopicConfig.Durability.ACKS,
            1 << 20,
            false,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);

    private Topics() {}

    static Topic topic(String name, int partitions) {
        return new Topic(name, new UUID(1, name.hashCode()), partitions, DEFAULTS);
    }

    static Topic withSegments(Topic topic, int segmentBytes) {
        return new Topic(topic.name(), topic.id(), topic.partitionCount(), config(segmentBytes, false));
    }

    static TopicConfig config(int segmentBytes, boolean logAppendTime) {
        return new TopicConfig(
                Map.of(),
                segmentBytes,
                Long.MAX_VALUE,
                4096,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                TopicConfig.Durability.ACKS,
                1 << 20,
                false,
                logAppendTime,
                Long.MAX_VALUE,
                Long.MAX_VALUE);
    }

    static TopicConfig flushing(long messages, long millis, TopicConfig.Durability durability) {
        return new TopicConfig(
                Map.of(),
                1 << 20,
                Long.MAX_VALUE,
                4096,
                messages,
                millis,
                durability,
                1 << 20,
                false,
                false,
                Long.MAX_VALUE,
                Long.MAX_VALUE);
    }
}

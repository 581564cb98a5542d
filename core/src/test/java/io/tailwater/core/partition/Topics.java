package io.tailwater.core.partition;

import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Topics to test with. */
final class Topics {

    static final TopicConfig DEFAULTS = config(Map.of());

    private Topics() {}

    static Topic topic(String name, int partitions) {
        return new Topic(name, new UUID(1, name.hashCode()), partitions, DEFAULTS);
    }

    static Topic withSegments(Topic topic, int segmentBytes) {
        return new Topic(topic.name(), topic.id(), topic.partitionCount(), config(segmentBytes, false));
    }

    static TopicConfig config(int segmentBytes, boolean logAppendTime) {
        return config(Map.of(
                "segment.bytes",
                Integer.toString(segmentBytes),
                "message.timestamp.type",
                logAppendTime ? "LogAppendTime" : "CreateTime"));
    }

    static TopicConfig flushing(long messages, long millis, TopicConfig.Durability durability) {
        return config(Map.of(
                "flush.messages",
                Long.toString(messages),
                "flush.ms",
                Long.toString(millis),
                "durability",
                durability.name().toLowerCase(Locale.ROOT)));
    }

    /** With small segments, and nothing that depends on the time, unless the settings say so. */
    static TopicConfig config(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("segment.bytes", Integer.toString(1 << 20));
        all.put("segment.ms", Long.toString(Long.MAX_VALUE));
        all.put("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
        all.putAll(settings);
        return ((Result.Ok<TopicConfig>) TopicSettings.parse(Map.copyOf(all), Map.of())).value();
    }
}

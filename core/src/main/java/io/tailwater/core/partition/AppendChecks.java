package io.tailwater.core.partition;

import io.tailwater.core.record.CheckRules;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.topic.Topic;
import io.tailwater.core.topic.TopicConfig;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Knows what each topic demands of batches. Thread-safe. */
final class AppendChecks {

    private final ServedTopics topics;
    private final ShardBus bus;
    private final RecordFormat format;
    private final CheckRules.Level level;
    private final InstantSource clock;

    AppendChecks(ServedTopics topics, ShardBus bus, ShardEnvironment environment) {
        this.topics = topics;
        this.bus = bus;
        this.format = environment.recordFormat();
        this.level = environment.producers().check();
        this.clock = environment.clock();
    }

    AppendCheck begin(AppendRequest request) {
        return new AppendCheck(request, this);
    }

    RecordFormat format() {
        return format;
    }

    /** The topic of a partition that is there, or null. */
    @Nullable
    Topic topicOf(PartitionKey key) {
        Topic topic = topics.find(key.topicId());
        return topic != null && key.partition() >= 0 && key.partition() < topic.partitionCount() ? topic : null;
    }

    ServedTopics topics() {
        return topics;
    }

    int shardOf(PartitionKey key) {
        return bus.shardOf(key);
    }

    CheckRules rulesOf(Topic topic) {
        TopicConfig config = topic.config();
        long nowMillis = clock.millis();
        return new CheckRules(
                level,
                config.maxMessageBytes(),
                config.compacted(),
                config.logAppendTime() ? Long.MIN_VALUE : before(nowMillis, config.timestampBeforeMaxMillis()),
                config.logAppendTime() ? Long.MAX_VALUE : after(nowMillis, config.timestampAfterMaxMillis()));
    }

    private static long before(long nowMillis, long distanceMillis) {
        return distanceMillis >= nowMillis ? Long.MIN_VALUE : nowMillis - distanceMillis;
    }

    private static long after(long nowMillis, long distanceMillis) {
        return distanceMillis >= Long.MAX_VALUE - nowMillis ? Long.MAX_VALUE : nowMillis + distanceMillis;
    }
}

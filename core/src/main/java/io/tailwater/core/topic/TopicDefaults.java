package io.tailwater.core.topic;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Kafka calls settings of topics when they are said for all of them. Stateless. */
public final class TopicDefaults {

    private static final Map<String, String> BROKER_NAMES = new LinkedHashMap<>();

    static {
        for (String name : new String[] {
            "cleanup.policy",
            "index.interval.bytes",
            "local.retention.bytes",
            "local.retention.ms",
            "message.timestamp.after.max.ms",
            "message.timestamp.before.max.ms",
            "message.timestamp.type",
            "preallocate",
            "retention.bytes",
            "retention.ms",
            "segment.bytes"
        }) {
            BROKER_NAMES.put(name, "log." + name);
        }
        for (String name : new String[] {
            "compression.gzip.level",
            "compression.lz4.level",
            "compression.type",
            "compression.zstd.level",
            "disk.budget.delete",
            "durability",
            "min.insync.replicas",
            "read.durable.only",
            "unclean.leader.election.enable"
        }) {
            BROKER_NAMES.put(name, name);
        }
        BROKER_NAMES.put("delete.retention.ms", "log.cleaner.delete.retention.ms");
        BROKER_NAMES.put("file.delete.delay.ms", "log.segment.delete.delay.ms");
        BROKER_NAMES.put("flush.messages", "log.flush.interval.messages");
        BROKER_NAMES.put("flush.ms", "log.flush.interval.ms");
        BROKER_NAMES.put("max.compaction.lag.ms", "log.cleaner.max.compaction.lag.ms");
        BROKER_NAMES.put("max.message.bytes", "message.max.bytes");
        BROKER_NAMES.put("min.cleanable.dirty.ratio", "log.cleaner.min.cleanable.ratio");
        BROKER_NAMES.put("min.compaction.lag.ms", "log.cleaner.min.compaction.lag.ms");
        BROKER_NAMES.put("segment.index.bytes", "log.index.size.max.bytes");
        BROKER_NAMES.put("segment.jitter.ms", "log.roll.jitter.ms");
        BROKER_NAMES.put("segment.ms", "log.roll.ms");
    }

    private TopicDefaults() {}

    /** Topics' names of settings that can be said for all topics. */
    public static Iterable<String> topicNames() {
        return BROKER_NAMES.keySet();
    }

    /** The broker's name of a topic's setting, or null when it has none. */
    public static @Nullable String brokerName(String topicName) {
        return BROKER_NAMES.get(topicName);
    }
}

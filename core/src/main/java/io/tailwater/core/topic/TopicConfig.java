package io.tailwater.core.topic;

import io.tailwater.core.record.TargetCompression;
import java.util.Map;

/**
 * A topic's settings, parsed, with defaults filled in.
 *
 * @param overrides what was set for this topic, by Kafka's names
 * @param segmentBytes {@code segment.bytes}
 * @param segmentMillis {@code segment.ms}
 * @param indexIntervalBytes {@code index.interval.bytes}
 * @param flushMessages {@code flush.messages}: an append that makes so many unflushed records is answered after a flush;
 *     {@code Long.MAX_VALUE} for never
 * @param flushMillis {@code flush.ms}: nothing stays unflushed for longer; {@code Long.MAX_VALUE} for no such promise
 * @param durability what {@code acks=all} means ({@code durability}, our own)
 * @param readDurableOnly {@code read.durable.only}: readers get what power loss cannot take back (our own)
 * @param maxMessageBytes {@code max.message.bytes}
 * @param compacted whether {@code cleanup.policy} has {@code compact}
 * @param deletesOld whether it has {@code delete}
 * @param retention how long and how much is kept
 * @param compaction when and how it is compacted, where {@code compacted} says that it is
 * @param compression {@code compression.type} and the level that goes with it
 * @param minInsyncReplicas {@code min.insync.replicas}: more than 1 cannot be had, so that {@code acks=all} is refused
 * @param logAppendTime whether {@code message.timestamp.type} is {@code LogAppendTime}
 * @param timestampBeforeMaxMillis {@code message.timestamp.before.max.ms}
 * @param timestampAfterMaxMillis {@code message.timestamp.after.max.ms}
 */
public record TopicConfig(
        Map<String, String> overrides,
        int segmentBytes,
        long segmentMillis,
        int indexIntervalBytes,
        long flushMessages,
        long flushMillis,
        Durability durability,
        boolean readDurableOnly,
        int maxMessageBytes,
        boolean compacted,
        boolean deletesOld,
        TopicRetention retention,
        TopicCompaction compaction,
        TargetCompression compression,
        int minInsyncReplicas,
        boolean logAppendTime,
        long timestampBeforeMaxMillis,
        long timestampAfterMaxMillis) {

    /** What an append with {@code acks=all} waits for. */
    public enum Durability {
        /** A flush that covers it: it survives power loss. The default. */
        ACKS,
        /** Nothing: the operating system writes it out when it likes, as with Kafka's defaults on one node. */
        OS
    }

    public TopicConfig {
        overrides = Map.copyOf(overrides);
    }
}

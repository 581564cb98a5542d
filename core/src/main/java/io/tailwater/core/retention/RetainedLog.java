package io.tailwater.core.retention;

import io.tailwater.core.topic.InternalTopics;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicRetention;
import io.tailwater.spi.LogId;
import io.tailwater.spi.PartitionLog;

/**
 * A log as it is looked at for retention. Immutable.
 *
 * @param config its topic's settings
 * @param log for reading; only its shard writes to it
 * @param segmentMillis its topic's {@code segment.ms} without what jitter takes off for this log
 * @param deletableEnd nothing at or past this offset may go: it is not decided, or not written, yet
 */
public record RetainedLog(TopicConfig config, PartitionLog log, long segmentMillis, long deletableEnd) {

    public LogId id() {
        return log.id();
    }

    /** Whether the disk budget may delete its oldest segments. */
    boolean isBudgeted() {
        TopicRetention retention = config.retention();
        if (InternalTopics.has(id().topic())) {
            return false; // without their oldest records the broker forgets groups and transactions
        }
        return switch (retention.earlyDeletion()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> config.deletesOld() && !config.compacted() && !retention.isUnlimited();
        };
    }
}

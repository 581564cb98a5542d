package io.tailwater.core.topic;

/**
 * When a topic's partitions are compacted, where its clean-up policy has {@code compact}.
 *
 * @param minDirtyRatio {@code min.cleanable.dirty.ratio}: more than this part of a log must not be compacted yet; 0 to 1
 * @param minLagMillis {@code min.compaction.lag.ms}: nothing is compacted that is younger
 * @param maxLagMillis {@code max.compaction.lag.ms}: what is older is compacted, however little it is; {@code Long.MAX_VALUE}
 *     for no such promise
 * @param deleteRetentionMillis {@code delete.retention.ms}: how long a tombstone stays after it was first compacted
 */
public record TopicCompaction(double minDirtyRatio, long minLagMillis, long maxLagMillis, long deleteRetentionMillis) {}

package io.tailwater.core.compaction;

import io.tailwater.core.topic.TopicConfig;
import io.tailwater.spi.PartitionLog;

/**
 * A log as compaction looks at it. Immutable.
 *
 * @param log for reading and rewriting; only its shard writes to it
 * @param config its topic's settings
 * @param decidedEnd below it every transaction is decided
 */
public record CompactableLog(PartitionLog log, TopicConfig config, long decidedEnd) {}

package io.tailwater.core.partition;

import io.tailwater.core.bus.BrokerMessage;

/**
 * A partition that somebody follows has grown.
 *
 * @param key the partition
 * @param logStartOffset its first offset
 * @param endOffset the offset after its last record
 */
public record EndOffsetAdvanced(PartitionKey key, long logStartOffset, long endOffset) implements BrokerMessage {}

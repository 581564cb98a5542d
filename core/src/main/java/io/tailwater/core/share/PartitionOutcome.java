package io.tailwater.core.share;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/**
 * What came of something for one partition.
 *
 * @param key the partition
 * @param error why it was not done, or null
 */
public record PartitionOutcome(PartitionKey key, @Nullable BrokerError error) {}

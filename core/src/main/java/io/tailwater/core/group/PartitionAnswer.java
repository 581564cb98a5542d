package io.tailwater.core.group;

import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/** What came of one partition: nothing to say, or why not. */
public record PartitionAnswer(int partition, @Nullable BrokerError error) {}

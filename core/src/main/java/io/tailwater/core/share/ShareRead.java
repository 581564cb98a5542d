package io.tailwater.core.share;

import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.result.BrokerError;
import io.tailwater.spi.LogSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a share fetch found in one partition.
 *
 * @param key the partition
 * @param error why there is nothing, or null
 * @param slice whole batches with, among others, the acquired records; the receiver owns and closes it. Empty when nothing was
 *     acquired
 * @param acquired what the member was given, by offset
 */
public record ShareRead(PartitionKey key, @Nullable BrokerError error, LogSlice slice, List<AcquiredRange> acquired) {}

package io.tailwater.core.partition;

import io.tailwater.spi.RecoveryReport;
import org.jspecify.annotations.Nullable;

/**
 * What came of opening a partition's log.
 *
 * @param partition its index
 * @param recovery what opening found and repaired, or null when it failed
 * @param failure why it could not be opened, or null; the partition then answers {@code KAFKA_STORAGE_ERROR}
 */
public record AdoptedPartition(
        int partition,
        @Nullable RecoveryReport recovery,
        @Nullable Throwable failure) {}

package io.tailwater.core.group;

import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/**
 * How far a group has come in a partition.
 *
 * @param partition its number
 * @param offset of the next record to read; -1 when nothing was committed
 * @param leaderEpoch of the last record read; -1 when not known
 * @param metadata the client's own note; empty when there is none
 * @param error why it is not said ({@code UNSTABLE_OFFSET_COMMIT}), or null
 */
public record FetchedOffset(
        int partition,
        long offset,
        int leaderEpoch,
        String metadata,
        @Nullable BrokerError error) {}

package io.tailwater.core.partition;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.result.BrokerError;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fetch found in one partition.
 *
 * @param error why there is nothing, or null
 * @param highWatermark the offset after the last readable record, -1 with most errors
 * @param lastStableOffset the offset up to which transactions are decided, -1 with most errors
 * @param logStartOffset the first offset, -1 with most errors
 * @param slice the bytes; the receiver owns it and closes it. Empty rather than null when there are none
 * @param aborted the transactions whose records among the bytes do not count, by first offset; empty when all records are
 *     asked for
 * @param damaged the damaged range that holds the offset asked for, with the error {@code CORRUPT_MESSAGE}; else null
 * @param divergence where the client's history departs from the log's, or null when it does not
 */
public record PartitionRead(
        @Nullable BrokerError error,
        long highWatermark,
        long lastStableOffset,
        long logStartOffset,
        LogSlice slice,
        List<AbortedTransaction> aborted,
        @Nullable DamagedRange damaged,
        @Nullable EpochEndOffset divergence) {}

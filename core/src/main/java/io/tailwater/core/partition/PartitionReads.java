package io.tailwater.core.partition;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.PartitionLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the answers to one partition's part of a fetch. Stateless; called on the shard's loop. */
final class PartitionReads {

    private PartitionReads() {}

    static PartitionRead refused(BrokerError error) {
        return new PartitionRead(error, -1, -1, -1, MemorySlice.EMPTY, List.of(), null, null);
    }

    /** The records at the offset are damaged. With the extent, as for a reader that goes on behind them. */
    static PartitionRead damaged(Partition partition, DamagedRange range) {
        return new PartitionRead(
                new BrokerError(
                        ErrorCode.CORRUPT_MESSAGE, range.message(partition.log().id())),
                partition.log().endOffset(),
                partition.lastStableOffset(),
                partition.log().startOffset(),
                MemorySlice.EMPTY,
                List.of(),
                range,
                null);
    }

    /** With the extent as it is now, so that a reader never gets bytes past the high watermark it is told. */
    static PartitionRead found(Partition partition, LogSlice slice, List<AbortedTransaction> aborted) {
        return new PartitionRead(
                null,
                partition.highWatermark(),
                partition.lastStableOffset(),
                partition.log().startOffset(),
                slice,
                aborted,
                null,
                null);
    }

    static PartitionRead nothing(Partition partition) {
        return found(partition, MemorySlice.EMPTY, List.of());
    }

    static PartitionRead emptied(PartitionRead read) {
        read.slice().close();
        return new PartitionRead(
                read.error(),
                read.highWatermark(),
                read.lastStableOffset(),
                read.logStartOffset(),
                MemorySlice.EMPTY,
                List.of(),
                read.damaged(),
                read.divergence());
    }

    static PartitionRead outOfRange(Partition partition, long fetchOffset) {
        PartitionLog log = partition.log();
        return refused(new BrokerError(
                ErrorCode.OFFSET_OUT_OF_RANGE,
                "Offset " + fetchOffset + " of " + log.id() + " is not between " + log.startOffset() + " and "
                        + log.endOffset()));
    }

    /** The answer when nothing may be read: an error, or where the client's log departs from ours; null when it may. */
    static @Nullable PartitionRead withoutReading(Partition partition, PartitionFetch fetch) {
        BrokerError fenced = partition.fence(fetch.currentLeaderEpoch());
        if (fenced != null) {
            return refused(fenced);
        }
        PartitionLog log = partition.log();
        long fetchOffset = fetch.fetchOffset();
        if (fetchOffset < log.startOffset()) {
            return outOfRange(partition, fetchOffset);
        }
        if (fetch.lastFetchedEpoch() >= 0) {
            PartitionRead divergent = divergent(partition, fetch);
            if (divergent != null) {
                return divergent;
            }
        }
        return fetchOffset > log.endOffset() ? outOfRange(partition, fetchOffset) : null;
    }

    /** KIP-595: a client whose last record is of an epoch that ended earlier here has records that are not in the log. */
    private static @Nullable PartitionRead divergent(Partition partition, PartitionFetch fetch) {
        EpochEndOffset end = partition
                .epochs()
                .endOf(fetch.lastFetchedEpoch(), partition.log().endOffset());
        if (end.leaderEpoch() == LeaderEpochs.UNKNOWN_EPOCH) {
            return refused(new BrokerError(
                    ErrorCode.OFFSET_OUT_OF_RANGE,
                    "Where epoch " + fetch.lastFetchedEpoch() + " of "
                            + partition.log().id() + " ended is not known"));
        }
        if (end.leaderEpoch() == fetch.lastFetchedEpoch() && end.endOffset() >= fetch.fetchOffset()) {
            return null;
        }
        return new PartitionRead(
                null,
                partition.highWatermark(),
                partition.lastStableOffset(),
                partition.log().startOffset(),
                MemorySlice.EMPTY,
                List.of(),
                null,
                end);
    }
}

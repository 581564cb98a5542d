package io.tailwater.core.partition;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.worker.Promised;
import io.tailwater.core.worker.WorkerCall;
import io.tailwater.spi.PartitionLog;
import io.vertx.core.Future;
import java.util.concurrent.Executor;

/** What a partition is asked besides appending and fetching. Stateless; called on the partition's shard's loop. */
final class PartitionQuestions {

    private PartitionQuestions() {}

    static Future<Result<OffsetFound>> findOffset(
            PartitionShard shard, Partition partition, OffsetSpec spec, int currentLeaderEpoch) {
        BrokerError fenced = partition.fence(currentLeaderEpoch);
        if (fenced != null) {
            return Future.succeededFuture(new Result.Refused<>(fenced));
        }
        PartitionLog log = partition.log();
        if (spec instanceof OffsetSpec.Earliest) {
            return at(partition, log.startOffset());
        }
        if (spec instanceof OffsetSpec.Latest latest) {
            return at(partition, partition.readableEnd(latest.readCommitted()));
        }
        OffsetLookup lookup = new OffsetLookup(log, shard.environment().recordFormat());
        Executor worker = shard.environment().worker();
        if (spec instanceof OffsetSpec.AtOrAfter after) {
            long end = partition.readableEnd(after.readCommitted());
            return WorkerCall.of(worker, () -> Result.ok(below(end, lookup.firstAtOrAfter(after.timestampMillis()))));
        }
        boolean readCommitted = spec instanceof OffsetSpec.LargestTimestamp largest && largest.readCommitted();
        long end = partition.readableEnd(readCommitted);
        return WorkerCall.of(worker, () -> Result.ok(below(end, lookup.largestTimestamp())));
    }

    private static OffsetFound below(long end, OffsetFound found) {
        return found.offset() < end ? found : OffsetFound.NOTHING;
    }

    private static Future<Result<OffsetFound>> at(Partition partition, long offset) {
        return Future.succeededFuture(
                Result.ok(new OffsetFound(offset, -1, partition.epochs().epochAt(offset))));
    }

    static Future<Result<EpochEndOffset>> epochEnd(Partition partition, int leaderEpoch, int currentLeaderEpoch) {
        BrokerError fenced = partition.fence(currentLeaderEpoch);
        return Future.succeededFuture(
                fenced != null
                        ? new Result.Refused<>(fenced)
                        : Result.ok(partition
                                .epochs()
                                .endOf(leaderEpoch, partition.log().endOffset())));
    }

    /** @param beforeOffset the new first offset, or -1 for the end that readers see */
    static Future<Result<Long>> deleteRecords(Partition partition, long beforeOffset) {
        PartitionLog log = partition.log();
        long end = partition.highWatermark();
        long offset = beforeOffset == -1 ? end : beforeOffset;
        if (offset < 0 || offset > end) {
            return Future.succeededFuture(Result.refused(
                    ErrorCode.OFFSET_OUT_OF_RANGE,
                    "Records of " + log.id() + " can be deleted before an offset up to " + end + ", not "
                            + beforeOffset));
        }
        return partition.deleteBefore(offset).map(deleted -> Result.ok(log.startOffset()));
    }

    /** Completes, on any thread, when everything appended so far survives power loss. */
    static Future<Long> settled(Partition partition) {
        PartitionLog log = partition.log();
        return log.durableOffset() >= log.endOffset()
                ? Future.succeededFuture(log.durableOffset())
                : Promised.by(log.flush());
    }
}

package io.tailwater.core.share.state;

import io.tailwater.core.partition.EpochEndOffset;
import io.tailwater.core.partition.OffsetFound;
import io.tailwater.core.partition.OffsetSpec;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.StartReset;
import io.tailwater.core.share.state.FetchTicket.Prepared;
import io.tailwater.core.share.state.FetchTicket.Unready;
import io.vertx.core.Future;
import java.time.InstantSource;

/**
 * Looks at a partition for a share group that is to read there: where to begin, or whether what the group knows is still so.
 * Stateless; futures complete on the caller's context.
 *
 * @param leaderEpoch of all partitions of this broker
 */
record Preparation(PartitionClient partitions, InstantSource clock, int leaderEpoch) {

    Future<Result<Prepared>> look(Unready partition, ShareSettings settings) {
        return partitions.status(partition.key()).compose(result -> {
            if (!(result instanceof Result.Ok<PartitionStatus> ok)) {
                return Future.succeededFuture(result.map(never -> prepared(partition, never, 0, 0)));
            }
            PartitionStatus status = ok.value();
            return partition.begun()
                    ? validEnd(partition, status).map(end -> end.map(to -> prepared(partition, status, 0, to)))
                    : begin(partition, status, settings.reset())
                            .map(begin -> begin.map(at -> prepared(partition, status, at, Long.MAX_VALUE)));
        });
    }

    private Prepared prepared(Unready partition, PartitionStatus status, long beginOffset, long validEndOffset) {
        return new Prepared(partition.key(), beginOffset, status.logStartOffset(), validEndOffset, leaderEpoch);
    }

    /** The epoch rises with every start that may have cut a log (KIP-320): what is not of the group's epoch came later. */
    private Future<Result<Long>> validEnd(Unready partition, PartitionStatus status) {
        if (partition.leaderEpoch() >= leaderEpoch) {
            return Future.succeededFuture(Result.ok(Long.MAX_VALUE));
        }
        return partitions
                .epochEnd(partition.key(), partition.leaderEpoch(), -1)
                .map(result -> result.map(end -> endOf(end, status)));
    }

    private static long endOf(EpochEndOffset end, PartitionStatus status) {
        return end.endOffset() < 0 ? status.endOffset() : Math.min(end.endOffset(), status.endOffset());
    }

    private Future<Result<Long>> begin(Unready partition, PartitionStatus status, StartReset reset) {
        if (reset instanceof StartReset.ByDuration duration) {
            long sinceMillis = Math.max(0, clock.millis() - duration.age().toMillis());
            return partitions
                    .findOffset(partition.key(), new OffsetSpec.AtOrAfter(sinceMillis, false), -1)
                    .map(result -> result.map(found -> offsetOf(found, status)));
        }
        return Future.succeededFuture(
                Result.ok(reset instanceof StartReset.Earliest ? status.logStartOffset() : status.endOffset()));
    }

    private static long offsetOf(OffsetFound found, PartitionStatus status) {
        return found.offset() < 0 ? status.endOffset() : found.offset();
    }
}

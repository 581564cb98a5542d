package io.tailwater.core.share.state;

import io.tailwater.core.coordinator.Coordinators;
import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.partition.CallerLoop;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.share.ShareSettings;
import io.tailwater.core.share.state.FetchTicket.Found;
import io.tailwater.core.share.state.FetchTicket.Position;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What share fetches are given, and how they look at what they read. Thread-safe.
 *
 * @param settings what a group goes by, whenever it is asked
 * @param worker goes through what is too much for an event loop
 */
record ShareReading(
        Vertx vertx,
        Coordinators<SharesState> coordinators,
        PartitionClient partitions,
        Function<String, ShareSettings> settings,
        Preparation preparation,
        InstantSource clock,
        Executor worker) {

    /** Larger slices may have so many headers that an event loop should not go through them. */
    private static final int INLINE_BYTES = 128 << 10;

    /**
     * What was read of one partition.
     *
     * @param found what to tell the coordinator
     * @param error why there is nothing, or null
     * @param scanned the bytes, which are the fetch's to give back; null when there are none
     */
    record Look(
            Found found,
            @Nullable BrokerError error,
            @Nullable ScannedBatches scanned) {

        void close() {
            if (scanned != null) {
                scanned.slice().close();
            }
        }
    }

    /** Finds out which batches were read; takes the slice over. Completes on the caller's context, never failed. */
    Future<Look> look(Position position, PartitionRead read) {
        BrokerError error = read.error();
        if (error == null) {
            return scan(position, read);
        }
        read.slice().close();
        if (read.damaged() != null) {
            return Future.succeededFuture(passed(position, read, read.damaged()));
        }
        if (error.code() != ErrorCode.OFFSET_OUT_OF_RANGE) {
            return Future.succeededFuture(nothing(position, 0, error));
        }
        // Records were deleted: the coordinator is told where the log begins.
        return partitions
                .status(position.key())
                .map(result -> result instanceof Result.Ok<PartitionStatus> ok
                        ? nothing(position, ok.value().logStartOffset(), null)
                        : nothing(position, 0, ((Result.Refused<PartitionStatus>) result).error()));
    }

    private static Look nothing(Position position, long logStartOffset, @Nullable BrokerError error) {
        return new Look(new Found(position.key(), position.offset(), logStartOffset, List.of()), error, null);
    }

    /** Nobody can have the records of a damaged range: for the group they are like those of an aborted transaction. */
    private static Look passed(Position position, PartitionRead read, DamagedRange damaged) {
        long first = Math.max(position.offset(), damaged.fromOffset());
        List<BatchSpan> lost = List.of(new BatchSpan(first, damaged.toOffset() - 1, false));
        return new Look(new Found(position.key(), position.offset(), read.logStartOffset(), lost), null, null);
    }

    private Future<Look> scan(Position position, PartitionRead read) {
        LogSlice slice = read.slice();
        if (slice.size() == 0) {
            slice.close();
            return Future.succeededFuture(nothing(position, read.logStartOffset(), null));
        }
        if (slice.size() <= INLINE_BYTES) {
            return Future.succeededFuture(scanned(position, read));
        }
        Promise<Look> promise = Promise.promise();
        CallerLoop caller = new CallerLoop(vertx.getOrCreateContext());
        try {
            worker.execute(() -> {
                Look look = scanned(position, read);
                caller.run(there -> promise.complete(look));
            });
        } catch (RejectedExecutionException e) {
            slice.close();
            return Future.succeededFuture(nothing(
                    position, 0, new BrokerError(ErrorCode.COORDINATOR_NOT_AVAILABLE, "The broker is stopping")));
        }
        return promise.future();
    }

    private static Look scanned(Position position, PartitionRead read) {
        try {
            ScannedBatches scanned = ScannedBatches.scan(read.slice(), read.aborted());
            return new Look(
                    new Found(position.key(), position.offset(), read.logStartOffset(), scanned.batches()),
                    null,
                    scanned);
        } catch (StorageException e) {
            read.slice().close();
            return nothing(position, 0, new BrokerError(ErrorCode.KAFKA_STORAGE_ERROR, String.valueOf(e.getMessage())));
        }
    }
}

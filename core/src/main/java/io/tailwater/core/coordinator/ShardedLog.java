package io.tailwater.core.coordinator;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.integrity.RangeCheck;
import io.tailwater.core.partition.AppendOutcome;
import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PartitionShards;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.StorageException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator's log as the shards keep it. Confined to the coordinator's event loop. */
final class ShardedLog implements CoordinatorLog {

    private static final Logger LOG = LoggerFactory.getLogger(ShardedLog.class);

    private static final int PIECE_BYTES = 1 << 20;
    private static final int NO_EPOCH = -1;

    private final PartitionKey key;
    private final PartitionShards shards;
    private final BatchEncoding encoding;
    private final Executor worker;
    private final Context context;

    /** @param context the coordinator's */
    ShardedLog(PartitionKey key, PartitionShards shards, BatchEncoding encoding, Executor worker, Context context) {
        this.key = key;
        this.shards = shards;
        this.encoding = encoding;
        this.worker = worker;
        this.context = context;
    }

    @Override
    public Future<Result<Extent>> settle() {
        return shards.settled(key)
                .map(result -> result.map(status -> new Extent(status.logStartOffset(), status.endOffset())));
    }

    @Override
    public Future<Result<Piece>> read(long fromOffset, Consumer<LogEntry> into) {
        PartitionFetch part = new PartitionFetch(key, fromOffset, PIECE_BYTES, NO_EPOCH, NO_EPOCH);
        return shards.fetch(new FetchQuery(List.of(part), PIECE_BYTES, 0, 0, false))
                .reads()
                .compose(reads -> decode(reads.get(0), fromOffset, into))
                .recover(failure ->
                        isDamage(failure) ? afterCheck(failure, fromOffset, into) : Future.failedFuture(failure));
    }

    private static boolean isDamage(Throwable failure) {
        return failure instanceof StorageException found && found.kind() == StorageException.Kind.CORRUPT;
    }

    /** What is damaged is marked by the check, so that the next attempt passes it. */
    private Future<Result<Piece>> afterCheck(Throwable failure, long fromOffset, Consumer<LogEntry> into) {
        return shards.check(key, fromOffset, 1)
                .compose(result -> result instanceof Result.Ok<RangeCheck.Checked> ok
                                && !ok.value().damaged().isEmpty()
                        ? read(fromOffset, into)
                        : Future.failedFuture(failure));
    }

    /** Records of a coordinator that are lost are told of, and are no reason to be without the others. */
    private Future<Result<Piece>> pass(DamagedRange damaged, PartitionRead read) {
        LOG.atError()
                .addKeyValue("partition", key)
                .log(
                        "What a coordinator noted at offsets {} to {} of its log is lost, because they are damaged",
                        damaged.fromOffset(),
                        damaged.toOffset() - 1);
        return Future.succeededFuture(Result.ok(new Piece(Math.min(damaged.toOffset(), read.highWatermark()), 0)));
    }

    private Future<Result<Piece>> decode(PartitionRead read, long fromOffset, Consumer<LogEntry> into) {
        if (read.damaged() != null) {
            read.slice().close();
            return pass(read.damaged(), read);
        }
        if (read.error() != null) {
            return Future.succeededFuture(new Result.Refused<>(read.error()));
        }
        LogSlice slice = read.slice();
        if (slice.size() == 0) {
            slice.close();
            return Future.succeededFuture(Result.refused(
                    ErrorCode.OFFSET_OUT_OF_RANGE, "There is nothing at offset " + fromOffset + " of the log"));
        }
        Promise<Result<Piece>> promise = Promise.promise();
        try {
            worker.execute(() -> decodeOnWorker(slice, fromOffset, into, promise));
        } catch (RejectedExecutionException e) {
            slice.close();
            promise.fail(e);
        }
        return promise.future();
    }

    private void decodeOnWorker(
            LogSlice slice, long fromOffset, Consumer<LogEntry> into, Promise<Result<Piece>> promise) {
        try (slice) {
            long nextOffset = encoding.decode(slice.toBuffer(), fromOffset, into);
            Result<Piece> piece = Result.ok(new Piece(nextOffset, slice.size()));
            context.runOnContext(there -> promise.complete(piece));
        } catch (RuntimeException | Error e) {
            context.runOnContext(there -> promise.fail(e));
        }
    }

    @Override
    public Future<Result<Integer>> append(List<LogEntry> entries) {
        List<ByteBuffer> batches = encoding.encode(entries);
        int sizeBytes = 0;
        for (ByteBuffer batch : batches) {
            sizeBytes += batch.remaining();
        }
        int appendedBytes = sizeBytes;
        long expectedOffset = entries.get(0).offset();
        return shards.appendOwn(key, batches).map(outcome -> {
            if (outcome instanceof AppendOutcome.Refused refused) {
                return new Result.Refused<>(refused.error());
            }
            long offset = ((AppendOutcome.Appended) outcome).baseOffset();
            return offset == expectedOffset ? Result.ok(appendedBytes) : strangers(offset, expectedOffset);
        });
    }

    private static <T> Result<T> strangers(long offset, long expectedOffset) {
        return Result.refused(
                ErrorCode.UNKNOWN_SERVER_ERROR,
                "Somebody else wrote to the log of a coordinator: offset " + offset + " came where " + expectedOffset
                        + " was expected");
    }

    @Override
    public Future<Result<Long>> deleteBefore(long offset) {
        return shards.deleteRecords(key, offset);
    }
}

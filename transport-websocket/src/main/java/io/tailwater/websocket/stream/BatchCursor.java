package io.tailwater.websocket.stream;

import io.tailwater.core.partition.FetchQuery;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.partition.PartitionClient;
import io.tailwater.core.partition.PartitionKey;
import io.tailwater.core.partition.PartitionRead;
import io.tailwater.core.partition.PartitionStatus;
import io.tailwater.core.partition.PendingFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor whose records are sent as the batches they are stored in, from file to socket. Event-loop confined. */
final class BatchCursor extends Cursor {

    private static final int FETCH_BYTES = 256 << 10;
    private static final int WAIT_MILLIS = 300_000;
    private static final int NO_EPOCH = -1;
    private static final byte BATCHES = 1;
    private static final int HEAD_BYTES = 24;
    private static final int MOST_ABORTED = 0xffff;

    private final PartitionClient partitions;
    private final int channel;
    private final HeaderWalk walk;
    private @Nullable PendingFetch fetch;
    private @Nullable PartitionRead ready;

    BatchCursor(
            Subscription subscription,
            String topic,
            PartitionKey key,
            Start start,
            PartitionClient partitions,
            int channel,
            HeaderWalk walk) {
        super(subscription, topic, key, start);
        this.partitions = partitions;
        this.channel = channel;
        this.walk = walk;
    }

    int channel() {
        return channel;
    }

    @Override
    boolean sendSome() {
        PartitionRead read = ready;
        if (read == null) {
            return false;
        }
        ready = null;
        long start = position();
        long next = walk.endOf(read.slice(), start);
        List<AbortedTransaction> aborted = read.aborted();
        int count = Math.min(aborted.size(), MOST_ABORTED);
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES + count * 2 * Long.BYTES)
                .put(BATCHES)
                .put((byte) 0)
                .putShort((short) count)
                .putInt(channel)
                .putLong(start)
                .putLong(next);
        for (int i = 0; i < count; i++) {
            head.putLong(aborted.get(i).producerId()).putLong(aborted.get(i).firstOffset());
        }
        subscription().send(head.array(), read.slice(), next - start);
        advanced(
                next,
                subscription().committed() ? read.lastStableOffset() : read.highWatermark(),
                read.highWatermark());
        return true;
    }

    @Override
    void await() {
        PartitionFetch partition = new PartitionFetch(key(), position(), FETCH_BYTES, NO_EPOCH, NO_EPOCH);
        PendingFetch pending = partitions.fetch(new FetchQuery(
                List.of(partition), FETCH_BYTES, 1, WAIT_MILLIS, subscription().committed()));
        fetch = pending;
        pending.reads().onSuccess(reads -> {
            if (fetch == pending) {
                fetch = null;
                arrived(reads.get(0));
            } else {
                reads.get(0).slice().close();
            }
        });
    }

    private void arrived(PartitionRead read) {
        arrived();
        BrokerError error = read.error();
        if (error == null && read.slice().size() > 0 && subscription().maySend()) {
            ready = read;
        } else {
            read.slice().close(); // the log has it still when it is wanted again
        }
        if (error == null) {
            pump();
        } else if (read.damaged() != null) {
            damaged(read.damaged(), read);
        } else if (error.code() == ErrorCode.OFFSET_OUT_OF_RANGE) {
            partitions.status(key()).onSuccess(this::outOfRange);
        } else {
            failed(error);
        }
    }

    private void outOfRange(Result<PartitionStatus> result) {
        if (result instanceof Result.Ok<PartitionStatus> ok) {
            outOfRange(ok.value().logStartOffset(), ok.value().endOffset());
        } else {
            failed(((Result.Refused<PartitionStatus>) result).error());
        }
    }

    @Override
    void stopWaiting() {
        PendingFetch pending = fetch;
        fetch = null;
        if (pending != null) {
            pending.cancel();
        }
    }

    @Override
    void close() {
        stopWaiting();
    }

    /** Finds out where slices end, with one small read for many batches. Event-loop confined. */
    static final class HeaderWalk {

        private static final int WINDOW_BYTES = 4 << 10;

        private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW_BYTES);

        /** The offset after the last batch; at least after {@code from}, so that a damaged length cannot stop a reader. */
        long endOf(LogSlice slice, long from) {
            long end = from + 1;
            int windowFrom = 0;
            int windowTo = 0;
            for (int at = 0; at + RecordBatchHeader.SIZE <= slice.size(); ) {
                if (at + RecordBatchHeader.SIZE > windowTo) {
                    slice.copyTo(at, window.clear());
                    windowFrom = at;
                    windowTo = at + window.position();
                }
                end = Math.max(end, RecordBatchHeader.lastOffset(window, at - windowFrom) + 1);
                int size = RecordBatchHeader.sizeInBytes(window, at - windowFrom);
                if (size < RecordBatchHeader.SIZE) {
                    break;
                }
                at += size;
            }
            return end;
        }
    }
}

package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.FetchAnswer;
import io.tailwater.bench.wire.FrameReader;
import io.tailwater.bench.wire.GatherWriter;
import io.tailwater.bench.wire.PreparedFetch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tails every partition of the topic and times each batch from when its request was due until it is here. Offsets tell
 * which request a batch was, so the topic must have no other writer. Owned by one {@link SocketLoop}.
 */
final class TailConnection implements LoadConnection, FetchAnswer.Visitor {

    private final SocketChannel channel;
    private final FrameReader reader;
    private final GatherWriter writer;
    private final PreparedFetch request;
    private final OpenLoop loop;
    private final long[] startOffsets;
    private final long[] nextOffsets;
    private final int recordsPerBatch;
    private final Tally deliveries;
    private final LongSupplier nanoClock;
    private long batchesMissing;
    private long arrivedNanos;
    private int correlationId;

    /**
     * Prepares the connection.
     *
     * @param channel connected and non-blocking; closed by the caller
     * @param request reads all partitions of the topic, in order
     * @param startOffsets the end of each partition before the run
     */
    TailConnection(
            SocketChannel channel,
            PreparedFetch request,
            OpenLoop loop,
            List<Long> startOffsets,
            int recordsPerBatch,
            Tally deliveries,
            LongSupplier nanoClock) {
        this.channel = channel;
        this.reader = new FrameReader(channel);
        this.writer = new GatherWriter(channel);
        this.request = request;
        this.loop = loop;
        this.startOffsets = startOffsets.stream().mapToLong(Long::longValue).toArray();
        this.nextOffsets = this.startOffsets.clone();
        this.recordsPerBatch = recordsPerBatch;
        this.deliveries = deliveries;
        this.nanoClock = nanoClock;
        this.batchesMissing = loop.requests();
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int begin() throws IOException {
        for (int partition = 0; partition < nextOffsets.length; partition++) {
            request.offset(partition, nextOffsets[partition]);
        }
        writer.queue(request.prepare(++correlationId));
        return writer.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    @Override
    public int ready() throws IOException {
        if (!writer.flush()) {
            return SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        }
        boolean more = true;
        while (more) {
            more = reader.receive();
            ByteBuffer frame = reader.next();
            if (frame != null) {
                take(frame);
                return batchesMissing > 0 ? begin() : 0;
            }
        }
        return SelectionKey.OP_READ;
    }

    private void take(ByteBuffer frame) {
        arrivedNanos = nanoClock.getAsLong();
        frame.getInt();
        short errorCode = FetchAnswer.read(frame, this);
        if (errorCode != 0) {
            deliveries.failed(errorCode);
        }
    }

    @Override
    public void partition(int partition, short errorCode, long highWatermark) {
        if (errorCode != 0) {
            deliveries.failed(errorCode);
        }
    }

    @Override
    public void batch(int partition, long baseOffset, long nextOffset, int recordCount, int bytes) {
        if (baseOffset < nextOffsets[partition]) {
            return;
        }
        long position = baseOffset - startOffsets[partition];
        if (recordCount != recordsPerBatch || position % recordsPerBatch != 0) {
            throw new BenchException("Somebody else writes to the topic, so that latencies cannot be told.");
        }
        long due = loop.schedule().dueNanos(loop.lanes().requestInPartition(partition, position / recordsPerBatch));
        deliveries.answered(due, arrivedNanos, recordCount, bytes);
        nextOffsets[partition] = nextOffset;
        batchesMissing--;
    }
}

package io.tailwater.bench.load;

import io.tailwater.bench.wire.FetchAnswer;
import io.tailwater.bench.wire.FrameReader;
import io.tailwater.bench.wire.GatherWriter;
import io.tailwater.bench.wire.PreparedFetch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;

/**
 * Reads partitions from their beginning, one fetch after another, and begins again at the end of each. Owned by one
 * {@link SocketLoop}.
 */
final class FetchConnection implements LoadConnection, FetchAnswer.Visitor {

    private final SocketChannel channel;
    private final FrameReader reader;
    private final GatherWriter writer;
    private final PreparedFetch request;
    private final ReadPositions positions;
    private final SendQuota quota;
    private final Tally tally;
    private final LongSupplier nanoClock;

    private int correlationId;
    private long sentNanos;
    private long recordsInAnswer;
    private long bytesInAnswer;
    private boolean refused;

    /** Prepares the connection; {@code channel} is connected and non-blocking, and closed by the caller. */
    FetchConnection(
            SocketChannel channel,
            PreparedFetch request,
            ReadPositions positions,
            SendQuota quota,
            Tally tally,
            LongSupplier nanoClock) {
        this.channel = channel;
        this.reader = new FrameReader(channel);
        this.writer = new GatherWriter(channel);
        this.request = request;
        this.positions = positions;
        this.quota = quota;
        this.tally = tally;
        this.nanoClock = nanoClock;
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int begin() throws IOException {
        return quota.take(nanoClock.getAsLong(), 0) ? sendNext() : 0;
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
                return quota.take(take(frame), recordsInAnswer) ? sendNext() : 0;
            }
        }
        return SelectionKey.OP_READ;
    }

    private int sendNext() throws IOException {
        positions.writeTo(request);
        writer.queue(request.prepare(++correlationId));
        sentNanos = nanoClock.getAsLong();
        return writer.flush() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
    }

    private long take(ByteBuffer frame) {
        recordsInAnswer = 0;
        bytesInAnswer = 0;
        refused = false;
        frame.getInt();
        short errorCode = FetchAnswer.read(frame, this);
        if (errorCode != 0) {
            refused = true;
            tally.failed(errorCode);
        }
        long now = nanoClock.getAsLong();
        if (!refused) {
            tally.answered(sentNanos, now, recordsInAnswer, bytesInAnswer);
        }
        return now;
    }

    @Override
    public void partition(int partition, short errorCode, long highWatermark) {
        if (errorCode != 0) {
            refused = true;
            tally.failed(errorCode);
        } else {
            positions.end(partition, highWatermark);
        }
    }

    @Override
    public void batch(int partition, long baseOffset, long nextOffset, int recordCount, int bytes) {
        recordsInAnswer += recordCount;
        bytesInAnswer += bytes;
        positions.advance(partition, nextOffset);
    }
}

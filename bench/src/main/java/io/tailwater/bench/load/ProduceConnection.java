package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.FrameReader;
import io.tailwater.bench.wire.GatherWriter;
import io.tailwater.bench.wire.PreparedProduce;
import io.tailwater.bench.wire.ProduceAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;

/**
 * Produces in a closed loop: keeps a number of requests under way. With {@code acks=0} a request is done when it is
 * written. Owned by one {@link SocketLoop}.
 */
final class ProduceConnection implements LoadConnection {

    private final SocketChannel channel;
    private final FrameReader reader;
    private final GatherWriter writer;
    private final ProduceSettings settings;
    private final PreparedProduce[] slots;
    private final long[] sentNanos;
    private final SendQuota quota;
    private final Tally tally;
    private final LongSupplier nanoClock;

    private int nextPartition;
    private long sent;
    private long done;
    private boolean sending = true;
    private boolean flushed = true;
    private boolean refused;

    /**
     * Prepares the connection.
     *
     * @param channel connected and non-blocking; closed by the caller
     * @param inFlight how many requests are under way at most
     * @param firstPartition where this connection begins its way around the partitions
     */
    ProduceConnection(
            SocketChannel channel,
            ProduceSettings settings,
            int inFlight,
            int firstPartition,
            SendQuota quota,
            Tally tally,
            LongSupplier nanoClock) {
        this.channel = channel;
        this.reader = new FrameReader(channel);
        this.writer = new GatherWriter(channel);
        this.settings = settings;
        this.slots = new PreparedProduce[inFlight];
        this.sentNanos = new long[inFlight];
        this.nextPartition = firstPartition;
        this.quota = quota;
        this.tally = tally;
        this.nanoClock = nanoClock;
        for (int i = 0; i < inFlight; i++) {
            slots[i] = new PreparedProduce(
                    settings.topic(),
                    settings.partitions(),
                    settings.batchesPerRequest(),
                    settings.acks(),
                    settings.batch());
        }
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int begin() throws IOException {
        return send();
    }

    @Override
    public int ready() throws IOException {
        if (settings.acks() != 0) {
            receive();
        }
        return send();
    }

    private int send() throws IOException {
        long now = nanoClock.getAsLong();
        while (sending && sent - done < slots.length) {
            sending = quota.take(now, settings.recordsPerRequest());
            if (sending) {
                queueNext(now);
            }
        }
        flushed = writer.flush();
        if (settings.acks() == 0 && flushed) {
            finishWritten();
        }
        if (!sending && sent == done) {
            return 0;
        }
        boolean hasMoreToWrite = !flushed || settings.acks() == 0;
        return hasMoreToWrite ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    }

    private void queueNext(long nowNanos) {
        int slot = (int) (sent % slots.length);
        sentNanos[slot] = nowNanos;
        writer.queue(slots[slot].prepare((int) sent, nextPartition));
        nextPartition = (nextPartition + settings.batchesPerRequest()) % settings.partitions();
        sent++;
    }

    private void finishWritten() {
        long now = nanoClock.getAsLong();
        for (; done < sent; done++) {
            count(now);
        }
    }

    private void receive() throws IOException {
        boolean more = true;
        while (more) {
            more = reader.receive();
            long now = nanoClock.getAsLong();
            for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
                take(frame, now);
            }
        }
    }

    private void take(ByteBuffer frame, long nowNanos) {
        refused = false;
        int correlationId = ProduceAnswer.read(frame, this::acknowledged);
        if (correlationId != (int) done) {
            throw new BenchException(
                    "The broker answered request " + correlationId + " when request " + (int) done + " was next.");
        }
        if (!refused) {
            count(nowNanos);
        }
        done++;
    }

    private void acknowledged(int partition, short errorCode, long baseOffset) {
        if (errorCode != 0) {
            refused = true;
            tally.failed(errorCode);
        }
    }

    private void count(long nowNanos) {
        long from = sentNanos[(int) (done % sentNanos.length)];
        tally.answered(from, nowNanos, settings.recordsPerRequest(), settings.bytesPerRequest());
    }
}

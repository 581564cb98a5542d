package io.tailwater.bench.load;

import io.tailwater.bench.wire.FrameReader;
import io.tailwater.bench.wire.ProduceAnswer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.LongSupplier;

/**
 * Takes the answers to what a {@link PacedSender} sends on one connection, and times them from when each request was due.
 * Owned by one {@link SocketLoop}.
 */
final class AckConnection implements LoadConnection {

    private final SocketChannel channel;
    private final FrameReader reader;
    private final OpenLoop loop;
    private final int connection;
    private final ProduceSettings settings;
    private final Tally acks;
    private final LongSupplier nanoClock;
    private final long expected;
    private long received;
    private boolean refused;

    /**
     * Prepares the connection.
     *
     * @param channel connected and non-blocking; closed by the caller
     * @param connection its place among the loop's lanes
     */
    AckConnection(
            SocketChannel channel,
            OpenLoop loop,
            int connection,
            ProduceSettings settings,
            Tally acks,
            LongSupplier nanoClock) {
        this.channel = channel;
        this.reader = new FrameReader(channel);
        this.loop = loop;
        this.connection = connection;
        this.settings = settings;
        this.acks = acks;
        this.nanoClock = nanoClock;
        this.expected = loop.lanes().countOnConnection(connection, loop.requests());
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    @Override
    public int begin() {
        return received < expected ? SelectionKey.OP_READ : 0;
    }

    @Override
    public int ready() throws IOException {
        boolean more = true;
        while (more) {
            more = reader.receive();
            long now = nanoClock.getAsLong();
            for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
                take(frame, now);
            }
        }
        return begin();
    }

    private void take(ByteBuffer frame, long nowNanos) {
        refused = false;
        ProduceAnswer.read(frame, this::acknowledged);
        if (!refused) {
            long due = loop.schedule().dueNanos(loop.lanes().requestOnConnection(connection, received));
            acks.answered(
                    due,
                    nowNanos,
                    settings.batch().recordCount(),
                    settings.batch().sizeBytes());
        }
        received++;
    }

    private void acknowledged(int partition, short errorCode, long baseOffset) {
        if (errorCode != 0) {
            refused = true;
            acks.failed(errorCode);
        }
    }
}

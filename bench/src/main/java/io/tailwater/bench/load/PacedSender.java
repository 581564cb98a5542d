package io.tailwater.bench.load;

import io.tailwater.bench.wire.GatherWriter;
import io.tailwater.bench.wire.PreparedProduce;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Sends every request of an open loop when it is due, whatever the answers do, on the thread that calls it. A socket that
 * takes no more holds the sender up; what is late then is sent at once, and its latency counts from when it was due.
 */
final class PacedSender implements Callable<Void> {

    /** A parked thread wakes up about so late; the rest of the wait is spun, so that sends are not late by it. */
    private static final long SPIN_NANOS = 80_000;

    private static final int LOOK_UP_MILLIS = 100;

    private final List<SocketChannel> channels;
    private final OpenLoop loop;
    private final ProduceSettings settings;
    private final Tally sends;
    private final LongSupplier nanoClock;
    private volatile boolean finished;

    /**
     * Prepares the sender.
     *
     * @param channels one per connection of the loop's lanes
     * @param sends is told of each send, from when it was due until the socket had it
     */
    PacedSender(
            List<SocketChannel> channels,
            OpenLoop loop,
            ProduceSettings settings,
            Tally sends,
            LongSupplier nanoClock) {
        this.channels = List.copyOf(channels);
        this.loop = loop;
        this.settings = settings;
        this.sends = sends;
        this.nanoClock = nanoClock;
    }

    /** Whether everything has been sent; from any thread. */
    boolean finished() {
        return finished;
    }

    @Override
    public Void call() throws IOException {
        List<GatherWriter> writers = new ArrayList<>();
        channels.forEach(channel -> writers.add(new GatherWriter(channel)));
        PreparedProduce request =
                new PreparedProduce(settings.topic(), settings.partitions(), 1, settings.acks(), settings.batch());
        for (long i = 0; i < loop.requests() && !Thread.currentThread().isInterrupted(); i++) {
            long due = loop.schedule().dueNanos(i);
            await(due);
            int connection = loop.lanes().connectionOf(i);
            GatherWriter writer = writers.get(connection);
            writer.queue(request.prepare((int) i, loop.lanes().partitionOf(i)));
            if (!writer.flush()) {
                finish(writer, channels.get(connection));
            }
            sends.answered(
                    due,
                    nanoClock.getAsLong(),
                    settings.batch().recordCount(),
                    settings.batch().sizeBytes());
        }
        finished = true;
        return null;
    }

    private void await(long dueNanos) {
        long left = dueNanos - nanoClock.getAsLong();
        while (left > 0 && !Thread.currentThread().isInterrupted()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            left = dueNanos - nanoClock.getAsLong();
        }
    }

    private static void finish(GatherWriter writer, SocketChannel channel) throws IOException {
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (!writer.flush() && !Thread.currentThread().isInterrupted()) {
                selector.select(LOOK_UP_MILLIS);
                selector.selectedKeys().clear();
            }
        }
    }
}

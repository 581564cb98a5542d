package io.tailwater.bench.load;

import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.PreparedFetch;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Reads a topic from its beginning, over and over, as consumers do: one fetch at a time per connection. */
public final class FetchLoad {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private FetchLoad() {}

    /**
     * Connects and gets everything ready; the run's time begins now. Connections share the partitions out among
     * themselves; if there are more connections than partitions, each reads them all.
     *
     * @param startOffsets where each partition begins
     */
    public static Load prepare(
            InetSocketAddress address,
            String topic,
            long[] startOffsets,
            FetchLimits fetchLimits,
            int connections,
            RunLimits limits,
            LongSupplier nanoClock) {
        Sockets sockets = new Sockets(address);
        List<SocketChannel> channels =
                IntStream.range(0, connections).mapToObj(i -> sockets.connect()).toList();
        RunTimes times = RunTimes.from(nanoClock.getAsLong(), limits.warmUpSeconds(), limits.seconds());
        SendQuota quota = new SendQuota(times, limits.records());
        Tally tally = new Tally(times.measureFromNanos());
        List<FetchConnection> consumers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int[] partitions = partitionsOf(i, connections, startOffsets.length);
            consumers.add(new FetchConnection(
                    channels.get(i),
                    new PreparedFetch(topic, partitions, fetchLimits),
                    new ReadPositions(partitions, startOffsets),
                    quota,
                    tally,
                    nanoClock));
        }
        List<SocketLoop> loops =
                SocketLoop.share(consumers, limits.threads(), () -> new Patience(tally, PATIENCE_NANOS, nanoClock));
        Load.Figure figure = new Load.Figure("fetch", "closed loop, from sending until the answer was read", tally);
        return new Load(loops, times, List.of(figure), sockets);
    }

    private static int[] partitionsOf(int connection, int connections, int partitions) {
        return IntStream.range(0, partitions)
                .filter(partition -> partitions < connections || partition % connections == connection)
                .toArray();
    }
}

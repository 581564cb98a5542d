package io.tailwater.bench.load;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Produces as fast as a number of requests under way per connection allows. */
public final class ClosedProduceLoad {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private ClosedProduceLoad() {}

    /**
     * Connects and gets everything ready; the run's time begins now.
     *
     * @param inFlight how many requests each connection has under way at most
     */
    public static Load prepare(
            InetSocketAddress address,
            ProduceSettings settings,
            int connections,
            int inFlight,
            RunLimits limits,
            LongSupplier nanoClock) {
        Sockets sockets = new Sockets(address);
        List<SocketChannel> channels =
                IntStream.range(0, connections).mapToObj(i -> sockets.connect()).toList();
        RunTimes times = RunTimes.from(nanoClock.getAsLong(), limits.warmUpSeconds(), limits.seconds());
        SendQuota quota = new SendQuota(times, limits.records());
        Tally tally = new Tally(times.measureFromNanos());
        List<ProduceConnection> producers = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int firstPartition = i * settings.batchesPerRequest() % settings.partitions();
            producers.add(new ProduceConnection(
                    channels.get(i), settings, inFlight, firstPartition, quota, tally, nanoClock));
        }
        List<SocketLoop> loops =
                SocketLoop.share(producers, limits.threads(), () -> new Patience(tally, PATIENCE_NANOS, nanoClock));
        String meaning = settings.acks() == 0
                ? "closed loop, from sending until the socket had it (acks=0 is not answered)"
                : "closed loop, from sending until acknowledged";
        return new Load(loops, times, List.of(new Load.Figure("produce", meaning, tally)), sockets);
    }
}

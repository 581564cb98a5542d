package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.PreparedFetch;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/** Produces at a steady rate, whatever the broker does, with any number of consumers tailing. */
public final class OpenLoad {

    private static final long SHORTEST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Lets the threads start before the first request is due. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final double NANOS_PER_SECOND = 1e9;

    private OpenLoad() {}

    /**
     * Who takes part.
     *
     * @param producers connections that send
     * @param consumers connections that tail every partition; 0 to time acknowledgements only
     * @param recordsPerSecond of all producers together
     * @param startOffsets the end of each partition now; not used without consumers
     */
    public record Parties(int producers, int consumers, double recordsPerSecond, List<Long> startOffsets) {}

    /**
     * Connects and gets everything ready; the run's time begins now.
     *
     * @throws BenchException when there are consumers and more producers than partitions: two writers of a partition would
     *     make its order unknown
     */
    public static Load prepare(
            InetSocketAddress address,
            ProduceSettings settings,
            Parties parties,
            FetchLimits fetchLimits,
            RunLimits limits,
            LongSupplier nanoClock) {
        if (parties.consumers() > 0 && parties.producers() > settings.partitions()) {
            throw new BenchException(
                    "Latency needs at least as many partitions as producing connections: add --partitions "
                            + parties.producers() + ".");
        }
        Sockets sockets = new Sockets(address);
        List<SocketChannel> producing = IntStream.range(0, parties.producers())
                .mapToObj(i -> sockets.connect())
                .toList();
        List<SocketChannel> consuming = IntStream.range(0, parties.consumers())
                .mapToObj(i -> sockets.connect())
                .toList();
        RunTimes times = RunTimes.from(nanoClock.getAsLong() + LEAD_NANOS, limits.warmUpSeconds(), limits.seconds());
        OpenLoop loop = loop(settings, parties, limits, times);
        Tally delivered = new Tally(times.measureFromNanos());
        Tally acknowledged = new Tally(times.measureFromNanos());
        Tally sent = new Tally(times.measureFromNanos());

        List<LoadConnection> receivers = new ArrayList<>();
        for (SocketChannel channel : consuming) {
            int[] partitions = IntStream.range(0, settings.partitions()).toArray();
            PreparedFetch request = new PreparedFetch(settings.topic(), partitions, fetchLimits);
            int recordCount = settings.batch().recordCount();
            receivers.add(new TailConnection(
                    channel, request, loop, parties.startOffsets(), recordCount, delivered, nanoClock));
        }
        for (int i = 0; i < parties.producers() && settings.acks() != 0; i++) {
            receivers.add(new AckConnection(producing.get(i), loop, i, settings, acknowledged, nanoClock));
        }
        List<Load.Figure> figures = new ArrayList<>();
        if (parties.consumers() > 0) {
            figures.add(new Load.Figure("endToEnd", "open loop, from when due until a consumer had it", delivered));
        }
        if (settings.acks() != 0) {
            figures.add(new Load.Figure("acknowledged", "open loop, from when due until acknowledged", acknowledged));
        }
        figures.add(new Load.Figure("sent", "from when due until the socket had it: this tool's own share", sent));

        List<Callable<Void>> work = new ArrayList<>();
        work.add(new PacedSender(producing, loop, settings, sent, nanoClock));
        Tally watched = figures.get(0).tally();
        long patience = Math.max(SHORTEST_PATIENCE_NANOS, (long)
                (3 * NANOS_PER_SECOND / loop.schedule().requestsPerSecond()));
        work.addAll(SocketLoop.share(receivers, limits.threads(), () -> new Patience(watched, patience, nanoClock)));
        return new Load(work, times, figures, sockets);
    }

    private static OpenLoop loop(ProduceSettings settings, Parties parties, RunLimits limits, RunTimes times) {
        int recordCount = settings.batch().recordCount();
        Schedule schedule = new Schedule(times.startNanos(), parties.recordsPerSecond() / recordCount);
        long warmUp = schedule.countBefore(times.measureFromNanos());
        long byRecords =
                limits.records() == Long.MAX_VALUE ? Long.MAX_VALUE : warmUp + ceilDiv(limits.records(), recordCount);
        long byTime = times.endNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : schedule.countBefore(times.endNanos());
        Lanes lanes = new Lanes(parties.producers(), settings.partitions());
        return new OpenLoop(schedule, lanes, Math.min(byRecords, byTime));
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}

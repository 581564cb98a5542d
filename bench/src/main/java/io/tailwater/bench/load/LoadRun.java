package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** Runs a load on its threads and measures it. Owned by the thread that calls {@link #run}. */
public final class LoadRun {

    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int DIGITS = 3;

    private final Load load;
    private final CpuTimes cpu;
    private final Progress progress;
    private final LongSupplier nanoClock;
    private final List<Histogram> totals;
    private double toolCpuBefore;
    private Optional<Double> brokerCpuBefore = Optional.empty();
    private long tickedNanos;
    private long tickedRecords;
    private long tickedBytes;

    /** Prepares to run {@code load} once. */
    public LoadRun(Load load, CpuTimes cpu, Progress progress, LongSupplier nanoClock) {
        this.load = load;
        this.cpu = cpu;
        this.progress = progress;
        this.nanoClock = nanoClock;
        this.totals =
                load.figures().stream().map(figure -> new Histogram(DIGITS)).toList();
    }

    /**
     * Runs to the end.
     *
     * @throws BenchException when a connection failed or nothing was answered any more
     */
    public Measurement run() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(load.work().size(), task -> {
            Thread thread = new Thread(task, "bench-load");
            thread.setDaemon(true);
            return thread;
        });
        try {
            CompletionService<Void> running = new ExecutorCompletionService<>(threads);
            load.work().forEach(running::submit);
            progress.warmingUp((load.times().measureFromNanos() - load.times().startNanos()) / NANOS_PER_SECOND);
            awaitAll(running);
            return measurement();
        } finally {
            threads.shutdownNow();
            load.sockets().close();
        }
    }

    private void awaitAll(CompletionService<Void> running) throws InterruptedException {
        int left = load.work().size();
        long nextTick = load.times().measureFromNanos();
        while (left > 0) {
            Future<Void> done = running.poll(nextTick - nanoClock.getAsLong(), TimeUnit.NANOSECONDS);
            if (done != null) {
                rethrow(done);
                left--;
            }
            long now = nanoClock.getAsLong();
            if (now >= nextTick) {
                tick(now);
                nextTick += TICK_NANOS;
            }
        }
    }

    private void tick(long nowNanos) {
        boolean first = tickedNanos == 0;
        Histogram latest = collect();
        Tally tally = load.figures().get(0).tally();
        long records = tally.records();
        long bytes = tally.batchBytes();
        if (first) {
            toolCpuBefore = cpu.toolSeconds();
            brokerCpuBefore = cpu.brokerSeconds();
        } else {
            progress.interval(
                    (nowNanos - load.times().measureFromNanos()) / NANOS_PER_SECOND,
                    (nowNanos - tickedNanos) / NANOS_PER_SECOND,
                    records - tickedRecords,
                    bytes - tickedBytes,
                    latest);
        }
        tickedNanos = nowNanos;
        tickedRecords = records;
        tickedBytes = bytes;
    }

    /** Adds the latest latencies to the totals; returns those of the first figure. */
    private Histogram collect() {
        Histogram first = load.figures().get(0).tally().takeLatencies();
        totals.get(0).add(first);
        for (int i = 1; i < totals.size(); i++) {
            totals.get(i).add(load.figures().get(i).tally().takeLatencies());
        }
        return first;
    }

    private Measurement measurement() {
        double seconds = (nanoClock.getAsLong() - load.times().measureFromNanos()) / NANOS_PER_SECOND;
        double toolCpu = cpu.toolSeconds() - toolCpuBefore;
        Optional<Double> brokerCpu =
                brokerCpuBefore.flatMap(before -> cpu.brokerSeconds().map(after -> after - before));
        collect();
        Tally tally = load.figures().get(0).tally();
        Map<String, Long> errors = new TreeMap<>();
        load.figures()
                .forEach(figure ->
                        figure.tally().errors().forEach((name, count) -> errors.merge(name, count, Long::sum)));
        List<Measurement.Latency> latencies = IntStream.range(0, totals.size())
                .mapToObj(i -> new Measurement.Latency(
                        load.figures().get(i).name(), load.figures().get(i).meaning(), totals.get(i)))
                .toList();
        return new Measurement(
                seconds, tally.requests(), tally.records(), tally.batchBytes(), errors, latencies, toolCpu, brokerCpu);
    }

    private static void rethrow(Future<Void> done) throws InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BenchException expected) {
                throw expected;
            }
            if (e.getCause() instanceof IOException broken) {
                throw new BenchException("A connection failed during the run (" + broken.getMessage() + ").", broken);
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}

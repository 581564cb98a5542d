package io.tailwater.bench;

import io.tailwater.bench.load.Load;
import io.tailwater.bench.load.OpenLoad;
import io.tailwater.bench.load.ProduceSettings;
import io.tailwater.bench.load.RunLimits;
import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.SampleBatch;
import io.tailwater.bench.wire.TopicCalls;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tailwater bench latency}. Filled by picocli, used once. */
@Command(
        name = "latency",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        description = {
            "Times records from producer to consumer at a steady pace.",
            "",
            "Requests leave when they are due, however slow the answers, and latency counts from when a request was due"
                    + " until a tailing consumer has its batch: a stall shows in every record it held up (no coordinated"
                    + " omission). The row 'sent' is what this tool itself adds. One record per batch unless you say"
                    + " otherwise. The topic must have no other writer."
        })
final class LatencyCommand implements Callable<Integer> {

    private static final int MAX_WAIT_MILLIS = 500;
    private static final int FETCH_BYTES = 1 << 20;
    private static final int MAX_BYTES = 50 << 20;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Mixin
    private BatchOptions batches = new BatchOptions();

    @Mixin
    private AcksOption acks = new AcksOption();

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "RECORDS/S",
            defaultValue = "1000",
            description = "Send so many records a second, all connections together (default: ${DEFAULT-VALUE}).")
    private double rate = 1000;

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Producing connections, as many as partitions at most (default: ${DEFAULT-VALUE}).")
    private int connections = 1;

    @Option(
            names = {"-k", "--consumers"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Consuming connections, each of which reads everything (default: ${DEFAULT-VALUE}).")
    private int consumers = 1;

    @Mixin
    private RunOptions runs = new RunOptions();

    private final BenchRun.Surroundings surroundings;

    LatencyCommand(BenchRun.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Options.require(rate > 0, "--rate", "more than 0");
        Options.require(consumers > 0, "--consumers", "at least 1");
        RunLimits limits = runs.limits(connections + consumers);
        return new BenchRun(broker, topics, runs, surroundings)
                .run("latency", (address, topic, calls) -> prepare(address, topic, calls, limits));
    }

    private BenchRun.PreparedRun prepare(
            InetSocketAddress address, BenchTopic topic, TopicCalls calls, RunLimits limits) {
        SampleBatch batch =
                SampleBatch.build(batches.shape(1), surroundings.clock().millis(), surroundings.random());
        ProduceSettings settings = new ProduceSettings(topic.name(), topic.partitions(), batch, 1, acks.code());
        List<Long> starts = Arrays.stream(calls.offsets(topic.name(), topic.partitions(), TopicCalls.LATEST))
                .boxed()
                .toList();
        OpenLoad.Parties parties = new OpenLoad.Parties(connections, consumers, rate, starts);
        FetchLimits fetchLimits = new FetchLimits(FETCH_BYTES, MAX_BYTES, MAX_WAIT_MILLIS);
        Load load = OpenLoad.prepare(address, settings, parties, fetchLimits, limits, surroundings.nanoClock());
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("rate", rate);
        described.put("connections", connections);
        described.put("consumers", consumers);
        described.put("acks", acks.text());
        batches.describe(described, batch);
        return new BenchRun.PreparedRun(load, described, batch.recordSize());
    }
}

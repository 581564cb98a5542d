package io.tailwater.bench;

import io.tailwater.bench.load.ClosedProduceLoad;
import io.tailwater.bench.load.Load;
import io.tailwater.bench.load.OpenLoad;
import io.tailwater.bench.load.ProduceSettings;
import io.tailwater.bench.load.RunLimits;
import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.SampleBatch;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tailwater bench produce}. Filled by picocli, used once. */
@Command(
        name = "produce",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        description = {
            "Produces as fast as the broker acknowledges, or with --rate at a steady pace.",
            "",
            "Without --rate each connection keeps --in-flight requests under way, and latency counts from sending. With"
                    + " --rate requests leave when they are due, however slow the answers, and latency counts from then."
        })
final class ProduceCommand implements Callable<Integer> {

    private static final FetchLimits NO_FETCH = new FetchLimits(0, 0, 0);

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Mixin
    private BatchOptions batches = new BatchOptions();

    @Mixin
    private AcksOption acks = new AcksOption();

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Connections (default: ${DEFAULT-VALUE}).")
    private int connections = 1;

    @Option(
            names = {"-i", "--in-flight"},
            paramLabel = "N",
            defaultValue = "5",
            description = "Requests under way per connection, without --rate (default: ${DEFAULT-VALUE}).")
    private int inFlight = 5;

    @Option(
            names = "--batches-per-request",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Batches, each to another partition, in one request, without --rate (default: ${DEFAULT-VALUE}).")
    private int batchesPerRequest = 1;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "RECORDS/S",
            description = "Send so many records a second, all connections together.")
    private @Nullable Double rate;

    @Mixin
    private RunOptions runs = new RunOptions();

    private final BenchRun.Surroundings surroundings;

    ProduceCommand(BenchRun.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Options.require(inFlight > 0, "--in-flight", "at least 1");
        Options.require(rate == null || rate > 0, "--rate", "more than 0");
        RunLimits limits = runs.limits(connections);
        return new BenchRun(broker, topics, runs, surroundings)
                .run("produce", (address, topic, calls) -> prepare(address, topic, limits));
    }

    private BenchRun.PreparedRun prepare(InetSocketAddress address, BenchTopic topic, RunLimits limits) {
        Options.require(
                batchesPerRequest > 0 && batchesPerRequest <= topic.partitions(),
                "--batches-per-request",
                "1 to the number of partitions, " + topic.partitions());
        SampleBatch batch =
                SampleBatch.build(batches.shape(0), surroundings.clock().millis(), surroundings.random());
        int perRequest = rate == null ? batchesPerRequest : 1;
        ProduceSettings settings =
                new ProduceSettings(topic.name(), topic.partitions(), batch, perRequest, acks.code());
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("connections", connections);
        described.put("acks", acks.text());
        batches.describe(described, batch);
        Load load;
        if (rate == null) {
            described.put("inFlight", inFlight);
            described.put("batchesPerRequest", perRequest);
            load = ClosedProduceLoad.prepare(
                    address, settings, connections, inFlight, limits, surroundings.nanoClock());
        } else {
            described.put("rate", rate);
            OpenLoad.Parties parties = new OpenLoad.Parties(connections, 0, rate, List.of());
            load = OpenLoad.prepare(address, settings, parties, NO_FETCH, limits, surroundings.nanoClock());
        }
        return new BenchRun.PreparedRun(load, described, batch.recordSize());
    }
}

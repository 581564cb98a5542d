package io.tailwater.bench;

import io.tailwater.bench.load.ClosedProduceLoad;
import io.tailwater.bench.load.FetchLoad;
import io.tailwater.bench.load.Load;
import io.tailwater.bench.load.ProduceSettings;
import io.tailwater.bench.load.RunLimits;
import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.FetchLimits;
import io.tailwater.bench.wire.SampleBatch;
import io.tailwater.bench.wire.TopicCalls;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tailwater bench fetch}. Filled by picocli, used once. */
@Command(
        name = "fetch",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        description = {
            "Reads a topic from its beginning, over and over, one fetch after another per connection.",
            "",
            "A temporary topic is filled first. Batches are counted and skipped: records are not unpacked."
        })
final class FetchCommand implements Callable<Integer> {

    private static final int MAX_WAIT_MILLIS = 500;
    private static final int FILL_IN_FLIGHT = 5;
    private static final short ACKS_WRITTEN = 1;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Mixin
    private BatchOptions batches = new BatchOptions();

    @Option(
            names = "--fill",
            paramLabel = "MB",
            defaultValue = "200",
            description = "Fill the temporary topic with so many MB of values (default: ${DEFAULT-VALUE}).")
    private int fillMegabytes = 200;

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            defaultValue = "1",
            description = {
                "Connections (default: ${DEFAULT-VALUE}). They share the partitions;"
                        + " more connections than partitions read all of them each."
            })
    private int connections = 1;

    @Option(
            names = "--fetch-bytes",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "At most so many bytes per partition and fetch (default: ${DEFAULT-VALUE}).")
    private int fetchBytes = 1 << 20;

    @Option(
            names = "--max-bytes",
            paramLabel = "BYTES",
            defaultValue = "52428800",
            description = "At most so many bytes per fetch (default: ${DEFAULT-VALUE}).")
    private int maxBytes = 50 << 20;

    @Mixin
    private RunOptions runs = new RunOptions();

    private final BenchRun.Surroundings surroundings;

    FetchCommand(BenchRun.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Options.require(fillMegabytes > 0, "--fill", "at least 1");
        Options.require(fetchBytes > 0 && fetchBytes <= 1 << 28, "--fetch-bytes", "1 to " + (1 << 28));
        Options.require(maxBytes > 0 && maxBytes <= 1 << 28, "--max-bytes", "1 to " + (1 << 28));
        RunLimits limits = runs.limits(connections);
        BenchRun run = new BenchRun(broker, topics, runs, surroundings);
        return run.run("fetch", (address, topic, calls) -> prepare(run, address, topic, calls, limits));
    }

    private BenchRun.PreparedRun prepare(
            BenchRun run, InetSocketAddress address, BenchTopic topic, TopicCalls calls, RunLimits limits)
            throws InterruptedException {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("connections", connections);
        described.put("fetchBytes", fetchBytes);
        long recordSize = -1;
        if (topic.temporary()) {
            SampleBatch batch =
                    SampleBatch.build(batches.shape(0), surroundings.clock().millis(), surroundings.random());
            fill(run, address, topic, batch);
            batches.describe(described, batch);
            recordSize = batch.recordSize();
        }
        long[] starts = startOffsets(topic, calls);
        FetchLimits fetchLimits = new FetchLimits(fetchBytes, maxBytes, MAX_WAIT_MILLIS);
        Load load = FetchLoad.prepare(
                address, topic.name(), starts, fetchLimits, connections, limits, surroundings.nanoClock());
        return new BenchRun.PreparedRun(load, described, recordSize);
    }

    private static long[] startOffsets(BenchTopic topic, TopicCalls calls) {
        if (topic.temporary()) {
            return new long[topic.partitions()];
        }
        long[] starts = calls.offsets(topic.name(), topic.partitions(), TopicCalls.EARLIEST);
        if (Arrays.equals(starts, calls.offsets(topic.name(), topic.partitions(), TopicCalls.LATEST))) {
            throw new BenchException("The topic " + topic.name() + " is empty.");
        }
        return starts;
    }

    private void fill(BenchRun run, InetSocketAddress address, BenchTopic topic, SampleBatch batch)
            throws InterruptedException {
        ProduceSettings settings = new ProduceSettings(topic.name(), topic.partitions(), batch, 1, ACKS_WRITTEN);
        long records = Math.max(topic.partitions(), fillMegabytes * 1_000_000L / Math.max(1, batch.recordSize()));
        RunLimits limits = new RunLimits(0, 0, records, 1);
        Load load = ClosedProduceLoad.prepare(address, settings, 1, FILL_IN_FLIGHT, limits, surroundings.nanoClock());
        Map<String, Long> errors = run.measure(load, false).errors();
        if (!errors.isEmpty()) {
            throw new BenchException("The temporary topic could not be filled: " + errors.keySet() + ".");
        }
    }
}

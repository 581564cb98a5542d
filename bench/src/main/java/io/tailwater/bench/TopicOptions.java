package io.tailwater.bench;

import io.tailwater.bench.wire.TopicCalls;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which topic to use. Filled by picocli. */
final class TopicOptions {

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "NAME",
            description = "An existing topic. Without it a temporary one is created, and deleted at the end.")
    private @Nullable String topic;

    @Option(
            names = {"-p", "--partitions"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Partitions of the temporary topic (default: ${DEFAULT-VALUE}).")
    private int partitions = 1;

    @Option(
            names = "--topic-config",
            paramLabel = "KEY=VALUE",
            description = "A setting of the temporary topic, such as flush.messages=1; may be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** Whether the topic is made for this run. */
    boolean temporary() {
        return topic == null;
    }

    /** Finds the topic, or creates the temporary one with a name that {@code random} chooses. */
    BenchTopic open(TopicCalls calls, RandomGenerator random) {
        Options.require(partitions > 0, "--partitions", "at least 1");
        if (topic != null) {
            return new BenchTopic(topic, calls.partitionCount(topic), false);
        }
        String name = "tailwater-bench-" + HexFormat.of().toHexDigits(random.nextInt());
        calls.create(name, partitions, settings);
        return new BenchTopic(name, partitions, true);
    }
}

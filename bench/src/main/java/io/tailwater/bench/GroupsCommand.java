package io.tailwater.bench;

import io.tailwater.bench.load.GroupLoad;
import io.tailwater.bench.load.GroupSettings;
import io.tailwater.bench.load.RunLimits;
import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.BrokerSession;
import io.tailwater.bench.wire.GroupCalls;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tailwater bench groups}. Filled by picocli, used once. */
@Command(
        name = "groups",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        description = {
            "Has members of consumer groups send heartbeats and commits at a steady pace.",
            "",
            "Each member has a connection of its own, joins during the warm-up, and sends a heartbeat and a commit of one"
                    + " partition at each interval. Records in the report are commits. With --rebalance the leader of each"
                    + " group asks for a rebalance at that interval; the others learn of it by their next heartbeat."
        })
final class GroupsCommand implements Callable<Integer> {

    private static final double NANOS_PER_SECOND = 1e9;

    @Mixin
    private BrokerOptions broker = new BrokerOptions();

    @Mixin
    private TopicOptions topics = new TopicOptions();

    @Option(
            names = {"-g", "--groups"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Groups (default: ${DEFAULT-VALUE}).")
    private int groups = 100;

    @Option(
            names = {"-m", "--members"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Members of each group (default: ${DEFAULT-VALUE}).")
    private int members = 10;

    @Option(
            names = {"-i", "--interval"},
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "Between two rounds of a member's heartbeat and commit (default: ${DEFAULT-VALUE}).")
    private double interval = 1;

    @Option(
            names = "--rebalance",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Between two rebalances of each group; 0 for none (default: ${DEFAULT-VALUE}).")
    private double rebalance;

    @Mixin
    private RunOptions runs = new RunOptions();

    private final BenchRun.Surroundings surroundings;
    private @Nullable GroupLoad prepared;

    GroupsCommand(BenchRun.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws InterruptedException {
        Options.require(groups > 0, "--groups", "at least 1");
        Options.require(members > 0, "--members", "at least 1");
        Options.require(interval > 0, "--interval", "more than 0");
        Options.require(rebalance >= 0, "--rebalance", "0 or more");
        RunLimits limits = runs.limits(groups * members);
        Options.require(limits.seconds() > 0, "--seconds", "given: groups have no end of their own");
        String prefix = "tailwater-bench-"
                + HexFormat.of().toHexDigits(surroundings.random().nextInt());
        try {
            return new BenchRun(broker, topics, runs, surroundings)
                    .run("groups", (address, topic, calls) -> prepare(address, topic, prefix, limits));
        } finally {
            remove();
        }
    }

    private BenchRun.PreparedRun prepare(InetSocketAddress address, BenchTopic topic, String prefix, RunLimits limits) {
        GroupSettings settings = new GroupSettings(
                prefix, groups, members, topic.name(), topic.partitions(), (long) (interval * NANOS_PER_SECOND), (long)
                        (rebalance * NANOS_PER_SECOND));
        try (BrokerSession session = BrokerSession.connect(address)) {
            new GroupCalls(session).awaitCoordinator(settings.groupId(0));
        }
        GroupLoad load = GroupLoad.prepare(address, settings, limits, surroundings.nanoClock());
        prepared = load;
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("groups", groups);
        described.put("members", members);
        described.put("interval", interval);
        described.put("rebalance", rebalance);
        return new BenchRun.PreparedRun(load.load(), described, -1);
    }

    private void remove() {
        GroupLoad load = prepared;
        if (load == null) {
            return;
        }
        try (BrokerSession session = BrokerSession.connect(broker.resolve())) {
            GroupCalls calls = new GroupCalls(session);
            for (int group = 0; group < groups; group++) {
                calls.remove(load.settings().groupId(group), load.memberIds(group));
            }
        } catch (BenchException e) {
            System.err.println(
                    "The groups " + load.settings().groupId(0) + " and so on are left behind: " + e.getMessage());
        }
    }
}

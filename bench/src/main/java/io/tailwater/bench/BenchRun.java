package io.tailwater.bench;

import io.tailwater.bench.load.Load;
import io.tailwater.bench.load.LoadRun;
import io.tailwater.bench.load.Measurement;
import io.tailwater.bench.load.Progress;
import io.tailwater.bench.report.JsonReport;
import io.tailwater.bench.report.Machine;
import io.tailwater.bench.report.ProgressLine;
import io.tailwater.bench.report.RunReport;
import io.tailwater.bench.report.TableReport;
import io.tailwater.bench.wire.BrokerSession;
import io.tailwater.bench.wire.TopicCalls;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.HdrHistogram.Histogram;

/**
 * What every command does around its load: a topic before, the report and the clearing up after. Owned by the main thread,
 * but for the clearing up when the process is interrupted.
 */
final class BenchRun {

    /** Exit code of a run with errors in it. */
    static final int ERRORS = 1;

    private static final Progress SILENT = new Progress() {
        @Override
        public void warmingUp(double seconds) {}

        @Override
        public void interval(double elapsed, double interval, long records, long bytes, Histogram nanos) {}
    };

    private final BrokerOptions brokerOptions;
    private final TopicOptions topicOptions;
    private final RunOptions runOptions;
    private final Surroundings surroundings;

    BenchRun(BrokerOptions brokerOptions, TopicOptions topicOptions, RunOptions runOptions, Surroundings surroundings) {
        this.brokerOptions = brokerOptions;
        this.topicOptions = topicOptions;
        this.runOptions = runOptions;
        this.surroundings = surroundings;
    }

    /** What is not the command's own: given, so that tests choose. */
    record Surroundings(PrintWriter out, InstantSource clock, LongSupplier nanoClock, RandomGenerator random) {}

    /** A command's own part: given the topic, it prepares the load. */
    @FunctionalInterface
    interface Preparation {
        PreparedRun prepare(InetSocketAddress address, BenchTopic topic, TopicCalls calls) throws InterruptedException;
    }

    /**
     * A load and what the report says about it.
     *
     * @param recordSize bytes of a record's value, or -1 when not known
     */
    record PreparedRun(Load load, Map<String, Object> settings, long recordSize) {}

    /**
     * Runs a command.
     *
     * @return the process's exit code
     */
    int run(String command, Preparation preparation) throws InterruptedException {
        InetSocketAddress address = brokerOptions.resolve();
        double loadBefore = Machine.loadAverage();
        String startedAt =
                surroundings.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try (BrokerSession session = BrokerSession.connect(address)) {
            TopicCalls calls = new TopicCalls(session);
            BenchTopic topic = topicOptions.open(calls, surroundings.random());
            try (TopicCleanup cleanup = TopicCleanup.of(topic, address)) {
                PreparedRun prepared = preparation.prepare(address, topic, calls);
                Measurement measured = measure(prepared.load(), !runOptions.quiet());
                Map<String, Object> settings = new LinkedHashMap<>();
                settings.put("topic", cleanup.needed() ? "temporary" : topic.name());
                settings.put("partitions", topic.partitions());
                settings.putAll(prepared.settings());
                RunReport.Run run = new RunReport.Run(
                        command,
                        startedAt,
                        brokerOptions.address().toString(),
                        settings,
                        prepared.recordSize(),
                        Machine.here(),
                        loadBefore);
                RunReport report = RunReport.of(run, measured, Machine.loadAverage());
                publish(report);
                return report.errorCount() == 0 ? 0 : ERRORS;
            }
        }
    }

    /** Runs a load to its end. */
    Measurement measure(Load load, boolean showProgress) throws InterruptedException {
        Progress progress = showProgress ? new ProgressLine(System.err) : SILENT;
        return new LoadRun(load, brokerOptions.cpuTimes(), progress, surroundings.nanoClock()).run();
    }

    private void publish(RunReport report) {
        surroundings
                .out()
                .println(runOptions.jsonInsteadOfTable() ? JsonReport.text(report) : TableReport.text(report));
        surroundings.out().flush();
        runOptions.jsonFile().ifPresent(file -> JsonReport.write(report, file));
    }
}

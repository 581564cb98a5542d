package io.tailwater.bench;

import io.tailwater.bench.load.RunLimits;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How long to run and where to report. Filled by picocli. */
final class RunOptions {

    private static final double DEFAULT_SECONDS = 10;

    @Option(
            names = {"-d", "--seconds"},
            paramLabel = "SECONDS",
            description = "Measure for so long (default: 10, if --records does not say otherwise).")
    private @Nullable Double seconds;

    @Option(
            names = {"-n", "--records"},
            paramLabel = "N",
            description = "Measure so many records.")
    private @Nullable Long records;

    @Option(
            names = {"-w", "--warm-up"},
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Run for so long before measuring; virtual machines need it (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = 2;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads that read and write sockets (default: one per two cores, one per connection at most).")
    private @Nullable Integer threads;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the report as JSON too; - prints it instead of the table.")
    private @Nullable String json;

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress line.")
    private boolean quiet;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain this command.")
    @SuppressWarnings("UnusedVariable") // its presence is enough for picocli
    private boolean help;

    RunLimits limits(int connections) {
        Options.require(connections > 0, "--connections", "at least 1");
        Options.require(seconds == null || seconds > 0, "--seconds", "more than 0");
        Options.require(records == null || records > 0, "--records", "at least 1");
        Options.require(warmUpSeconds >= 0, "--warm-up", "0 or more");
        Options.require(threads == null || threads > 0, "--threads", "at least 1");
        double limit = seconds != null ? seconds : records == null ? DEFAULT_SECONDS : 0;
        int loops = threads != null ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new RunLimits(
                warmUpSeconds, limit, records == null ? Long.MAX_VALUE : records, Math.min(loops, connections));
    }

    boolean quiet() {
        return quiet;
    }

    boolean jsonInsteadOfTable() {
        return "-".equals(json);
    }

    /** The file to write JSON to, if any. */
    Optional<Path> jsonFile() {
        return json == null || jsonInsteadOfTable() ? Optional.empty() : Optional.of(Path.of(json));
    }
}

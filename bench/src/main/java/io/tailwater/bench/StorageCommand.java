package io.tailwater.bench;

import io.tailwater.bench.storage.EngineTrial;
import io.tailwater.bench.storage.TrialSettings;
import io.tailwater.bench.wire.BenchException;
import io.tailwater.bench.wire.SampleBatch;
import io.tailwater.spi.LogStorageProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tailwater bench storage}. Filled by picocli, used once. */
@Command(
        name = "storage",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        description = {
            "Times appends to a storage engine in this process, without a broker.",
            "",
            "One thread appends, as an event loop does. With --rate latency counts from when an append was due: a stall"
                    + " shows in every append it held up."
        })
final class StorageCommand implements Callable<Integer> {

    @Option(
            names = {"-e", "--engine"},
            paramLabel = "NAME",
            defaultValue = "mmap",
            description = "The engine, mmap or chronicle (default: ${DEFAULT-VALUE}).")
    private String engine = "mmap";

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the engine, as in storage.settings; may be repeated.")
    private Map<String, String> engineSettings = new LinkedHashMap<>();

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where to make a directory for the logs, deleted afterwards (default: for temporary files).")
    private @Nullable Path parent;

    @Option(
            names = {"-l", "--logs"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Logs that are appended to in turn (default: ${DEFAULT-VALUE}).")
    private int logs = 1;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "APPENDS/S",
            defaultValue = "0",
            description = "Appends a second; 0 for as many as possible (default: ${DEFAULT-VALUE}).")
    private double rate;

    @Option(
            names = {"-w", "--warmup"},
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Not measured (default: ${DEFAULT-VALUE}).")
    private double warmupSeconds = 5;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Measured (default: ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Mixin
    private BatchOptions batches = new BatchOptions();

    private final BenchRun.Surroundings surroundings;

    StorageCommand(BenchRun.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Options.require(logs > 0, "--logs", "at least 1");
        Options.require(rate >= 0, "--rate", "0 or more");
        Options.require(seconds > 0, "--duration", "more than 0");
        LogStorageProvider provider = ServiceLoader.load(LogStorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(engine))
                .findFirst()
                .orElseThrow(() -> new BenchException("There is no storage engine " + engine + "."));
        SampleBatch sample =
                SampleBatch.build(batches.shape(0), surroundings.clock().millis(), surroundings.random());
        Path directory = parent == null
                ? Files.createTempDirectory("tailwater-bench")
                : Files.createTempDirectory(parent, "tailwater-bench");
        try {
            surroundings
                    .out()
                    .println(new EngineTrial(provider, directory, engineSettings, sample)
                            .run(new TrialSettings(logs, rate, warmupSeconds, seconds))
                            .table());
            surroundings.out().flush();
            return 0;
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting " + directory, e);
        }
    }
}

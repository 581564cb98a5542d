package io.tailwater.bench;

import io.tailwater.bench.load.CpuTimes;
import io.tailwater.bench.load.TailSockets;
import io.tailwater.bench.wire.BrokerAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tailwater bench tail}. Filled by picocli, used once. */
@Command(
        name = "tail",
        sortOptions = false,
        abbreviateSynopsis = true,
        usageHelpWidth = 100,
        description = {
            "Tails a topic with many WebSocket clients on one thread.",
            "",
            "Something else has to produce, such as 'bench latency --topic T --rate 1000'. The delay is from a record's"
                    + " timestamp to when its bytes were read, so producers and this must share a clock. Without a topic the"
                    + " clients connect and stay idle, to show what a connection costs."
        })
final class TailCommand implements Callable<Integer> {

    private static final double NANOS = 1e9;
    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;

    @Option(
            names = {"-b", "--http"},
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8080",
            description = "The broker's HTTP port (default: ${DEFAULT-VALUE}).")
    private String http = "127.0.0.1:8080";

    @Option(
            names = "--broker-pid",
            paramLabel = "PID",
            description = "The broker's process: its CPU and memory are reported.")
    private long brokerPid;

    @Option(
            names = {"-t", "--topic"},
            paramLabel = "TOPIC",
            defaultValue = "",
            description = "What to tail; nothing when it is left out.")
    private String topic = "";

    @Option(
            names = "--from",
            paramLabel = "FROM",
            defaultValue = "latest",
            description = "latest or earliest (default: ${DEFAULT-VALUE}).")
    private String from = "latest";

    @Option(
            names = {"-c", "--clients"},
            paramLabel = "N",
            defaultValue = "1",
            description = "How many clients (default: ${DEFAULT-VALUE}).")
    private int clients = 1;

    @Option(names = "--batches", description = "Take stored batches rather than JSON; delays are not measured then.")
    private boolean batches;

    @Option(
            names = {"-d", "--seconds"},
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Measure for so long (default: ${DEFAULT-VALUE}).")
    private double seconds = 10;

    @Option(
            names = {"-w", "--warm-up"},
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "Run for so long before (default: ${DEFAULT-VALUE}).")
    private double warmUpSeconds = 2;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain this command.")
    @SuppressWarnings("UnusedVariable") // its presence is enough for picocli
    private boolean help;

    private final BenchRun.Surroundings surroundings;

    TailCommand(BenchRun.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        Options.require(clients > 0, "--clients", "at least 1");
        Options.require(seconds > 0, "--seconds", "more than 0");
        InetSocketAddress address = BrokerAddress.parse(http).resolve(false);
        CpuTimes cpu = new CpuTimes(brokerPid);
        try (TailSockets sockets = new TailSockets(() -> surroundings.clock().millis())) {
            long anonymousBefore = anonymousBytes();
            for (int i = 0; i < clients; i++) {
                sockets.connect(address, batches ? "tailwater.v1.batches" : "tailwater.v1.json", subscription());
            }
            sockets.read((long) (warmUpSeconds * NANOS), surroundings.nanoClock());
            say("%d clients, %.1f KB of the broker's memory each", clients, kilobytesEach(anonymousBefore));
            sockets.reset();
            double cpuBefore = cpu.brokerSeconds().orElse(0.0);
            long began = surroundings.nanoClock().getAsLong();
            sockets.read((long) (seconds * NANOS), surroundings.nanoClock());
            double elapsed = (surroundings.nanoClock().getAsLong() - began) / NANOS;
            report(sockets, elapsed, cpu.brokerSeconds().orElse(0.0) - cpuBefore);
        }
        return 0;
    }

    private String subscription() {
        return topic.isEmpty()
                ? ""
                : "{\"type\":\"subscribe\",\"id\":\"bench\",\"topic\":\"" + topic + "\",\"from\":\"" + from + "\"}";
    }

    private void report(TailSockets sockets, double elapsed, double cpuSeconds) {
        Histogram delay = sockets.delayMillis();
        say(
                "%.1f MB/s delivered; the slowest client got %.0f %% of what the fastest got",
                sockets.bytes() / elapsed / MEGABYTE, 100 * sockets.slowestShare());
        if (delay.getTotalCount() > 0) {
            say(
                    "delay p50 %d ms, p99 %d ms, most %d ms",
                    delay.getValueAtPercentile(50), delay.getValueAtPercentile(99), delay.getMaxValue());
        }
        if (brokerPid != 0) {
            say(
                    "broker: %.2f CPU seconds a second, %.2f per GB delivered",
                    cpuSeconds / elapsed, cpuSeconds / (sockets.bytes() / GIGABYTE));
        }
    }

    private void say(String format, Object... values) {
        surroundings.out().println(String.format(Locale.ROOT, format, values));
        surroundings.out().flush();
    }

    private double kilobytesEach(long before) {
        return (anonymousBytes() - before) / 1024.0 / clients;
    }

    /** Of the broker, where Linux tells; otherwise 0. */
    private long anonymousBytes() {
        Path status = Path.of("/proc/" + brokerPid + "/status");
        if (brokerPid == 0 || !Files.exists(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.tailwater.bench.report;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes reports as a table for the terminal. */
public final class TableReport {

    private static final double BYTES_PER_GIBIBYTE = 1L << 30;

    private TableReport() {}

    /** The report as lines of at most some hundred characters. */
    public static String text(RunReport report) {
        StringBuilder text = new StringBuilder(1024);
        line(text, "%s %s: %s", report.command(), report.target(), settings(report.settings()));
        line(text, "");
        line(text, "  %-14s %,.1f s", "measured", report.seconds());
        line(text, "  %-14s %,.0f/s  (%,d)", "records", report.recordsPerSecond(), report.records());
        line(text, "  %-14s %,.0f/s  (%,d)", "requests", report.requestsPerSecond(), report.requests());
        line(text, "  %-14s %s", "data", data(report));
        line(text, "  %-14s %s", "errors", errors(report.errors()));
        line(text, "  %-14s %s", "CPU", cpu(report));
        line(text, "");
        line(text, "  %-14s %10s %10s %10s %10s %10s %10s", "latency, ms", "mean", "p50", "p95", "p99", "p99.9", "max");
        for (LatencyFigures latency : report.latencies()) {
            line(
                    text,
                    "  %-14s %10.3f %10.3f %10.3f %10.3f %10.3f %10.3f",
                    latency.name(),
                    latency.meanMillis(),
                    latency.p50Millis(),
                    latency.p95Millis(),
                    latency.p99Millis(),
                    latency.p999Millis(),
                    latency.maxMillis());
        }
        report.latencies().forEach(latency -> line(text, "    %s: %s", latency.name(), latency.meaning()));
        line(text, "");
        line(text, "  %s", machine(report));
        return text.toString();
    }

    private static String settings(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String data(RunReport report) {
        String batches = format("%,.1f MB/s in batches", report.batchMegabytesPerSecond());
        Double payload = report.payloadMegabytesPerSecond();
        return payload == null ? batches : format("%,.1f MB/s of values, ", payload) + batches;
    }

    private static String errors(Map<String, Long> errors) {
        return errors.isEmpty()
                ? "none"
                : errors.entrySet().stream()
                        .map(error -> format("%s %,d", error.getKey(), error.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String cpu(RunReport report) {
        String tool = format(
                "this tool %.2f s (%.2f cores)", report.toolCpuSeconds(), report.toolCpuSeconds() / report.seconds());
        Double broker = report.brokerCpuSeconds();
        if (broker == null) {
            return tool;
        }
        String both = tool + format(", broker %.2f s (%.2f cores)", broker, broker / report.seconds());
        Double perGigabyte = report.brokerCpuSecondsPerGigabyte();
        return perGigabyte == null ? both : both + format(", %.2f s per GB of values", perGigabyte);
    }

    private static String machine(RunReport report) {
        Machine machine = report.machine();
        return format(
                "%d cores, %s, %.0f GiB, %s, Java %s, load %.1f before, %.1f after",
                machine.cores(),
                machine.processor(),
                machine.memoryBytes() / BYTES_PER_GIBIBYTE,
                machine.system(),
                machine.java(),
                report.loadAverageBefore(),
                report.loadAverageAfter());
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(format(format, values)).append(System.lineSeparator());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package io.tailwater.bench.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tailwater.bench.load.Measurement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything worth keeping about one run; the JSON has these names. MB and GB are 10^6 and 10^9 bytes.
 *
 * @param command produce, fetch or latency
 * @param startedAt when, in ISO 8601, UTC
 * @param target the broker's address
 * @param settings what was asked for, by option
 * @param payloadMegabytesPerSecond values of records before compression, or null when their size is not known
 * @param batchMegabytesPerSecond record batches as sent
 * @param brokerCpuSeconds of the broker, or null when it was not watched
 * @param brokerCpuSecondsPerGigabyte of payload, or null when either is not known or there is too little to tell
 * @param loadAverageBefore threads wanting to run, the minute before the run; negative when not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
        String command,
        String startedAt,
        String target,
        Map<String, Object> settings,
        double seconds,
        long requests,
        double requestsPerSecond,
        long records,
        double recordsPerSecond,
        @Nullable Double payloadMegabytesPerSecond,
        double batchMegabytesPerSecond,
        Map<String, Long> errors,
        List<LatencyFigures> latencies,
        double toolCpuSeconds,
        @Nullable Double brokerCpuSeconds,
        @Nullable Double brokerCpuSecondsPerGigabyte,
        Machine machine,
        double loadAverageBefore,
        double loadAverageAfter) {

    private static final double BYTES_PER_MEGABYTE = 1e6;
    private static final double BYTES_PER_GIGABYTE = 1e9;

    /** Below it the clock that CPU time is read from, of 10 ms, would decide the figure. */
    private static final double TELLING_BYTES = 20e6;

    /**
     * What was run, and where.
     *
     * @param recordSize bytes of a record's value, or -1 when not known
     */
    public record Run(
            String command,
            String startedAt,
            String target,
            Map<String, Object> settings,
            long recordSize,
            Machine machine,
            double loadAverageBefore) {}

    /** Puts a run and what it came to together. */
    public static RunReport of(Run run, Measurement measured, double loadAverageAfter) {
        double payloadBytes = (double) measured.records() * run.recordSize();
        boolean payloadKnown = run.recordSize() >= 0;
        Double brokerCpu = measured.brokerCpuSeconds().orElse(null);
        return new RunReport(
                run.command(),
                run.startedAt(),
                run.target(),
                run.settings(),
                measured.seconds(),
                measured.requests(),
                measured.requests() / measured.seconds(),
                measured.records(),
                measured.records() / measured.seconds(),
                payloadKnown ? payloadBytes / measured.seconds() / BYTES_PER_MEGABYTE : null,
                measured.batchBytes() / measured.seconds() / BYTES_PER_MEGABYTE,
                measured.errors(),
                measured.latencies().stream().map(LatencyFigures::of).toList(),
                measured.toolCpuSeconds(),
                brokerCpu,
                brokerCpu == null || payloadBytes < TELLING_BYTES
                        ? null
                        : brokerCpu / payloadBytes * BYTES_PER_GIGABYTE,
                run.machine(),
                run.loadAverageBefore(),
                loadAverageAfter);
    }

    /** How many errors there were in all. */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}

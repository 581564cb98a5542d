package io.tailwater.bench.report;

import io.tailwater.bench.load.Measurement;
import org.HdrHistogram.Histogram;

/**
 * One distribution, in milliseconds.
 *
 * @param name what was timed
 * @param meaning from when to when
 * @param count how many were timed
 */
public record LatencyFigures(
        String name,
        String meaning,
        long count,
        double meanMillis,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        double p999Millis,
        double maxMillis) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** Reads the figures from a histogram of nanoseconds. */
    public static LatencyFigures of(Measurement.Latency latency) {
        Histogram nanos = latency.nanos();
        return new LatencyFigures(
                latency.name(),
                latency.meaning(),
                nanos.getTotalCount(),
                nanos.getMean() / NANOS_PER_MILLI,
                percentileMillis(nanos, 50),
                percentileMillis(nanos, 95),
                percentileMillis(nanos, 99),
                percentileMillis(nanos, 99.9),
                nanos.getMaxValue() / NANOS_PER_MILLI);
    }

    /** A percentile, 0 to 100, in milliseconds. */
    static double percentileMillis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }
}

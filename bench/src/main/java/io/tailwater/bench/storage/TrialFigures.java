package io.tailwater.bench.storage;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What was measured of an engine.
 *
 * @param paced whether appends had a rate
 * @param createSeconds how long creating the logs took
 * @param seconds how long was appended
 * @param appends how many appends there were
 * @param bytes how many bytes they had
 * @param appenderCpuSeconds CPU time of the thread that appends
 * @param processCpuSeconds CPU time of all threads
 * @param nanos from when an append was due, or began where there is no rate, until its batch was readable
 * @param residentBytes memory of the process after the last append, mapped files included; -1 when unknown
 * @param residentFileBytes the part of it that is mapped files, which the page cache holds anyhow; -1 when unknown
 * @param openSeconds how long opening all logs took after a clean stop
 */
public record TrialFigures(
        boolean paced,
        double createSeconds,
        double seconds,
        long appends,
        long bytes,
        double appenderCpuSeconds,
        double processCpuSeconds,
        Histogram nanos,
        long residentBytes,
        long residentFileBytes,
        double openSeconds) {

    private static final double GIGA = 1e9;
    private static final double MEGA = 1e6;
    private static final double NANOS_PER_MICRO = 1e3;

    /** The figures for people. */
    public String table() {
        return String.format(
                Locale.ROOT,
                """
                appends        %,12.0f /s   %,10.1f MB/s
                CPU            %s
                append         p50 %.1f   p99 %.1f   p99.9 %.1f   p99.99 %.1f   max %.1f us
                memory         %12.1f MB resident, of which %.1f MB mapped files
                logs           created in %.3f s, opened after a clean stop in %.3f s""",
                appends / seconds,
                bytes / MEGA / seconds,
                cpu(),
                micros(50),
                micros(99),
                micros(99.9),
                micros(99.99),
                nanos.getMaxValue() / NANOS_PER_MICRO,
                residentBytes / MEGA,
                residentFileBytes / MEGA,
                createSeconds,
                openSeconds);
    }

    private String cpu() {
        double gigabytes = bytes / GIGA;
        return paced
                ? "not told, for the thread that appends spins until an append is due"
                : String.format(
                        Locale.ROOT,
                        "%12.3f s/GB on the thread that appends   %.3f s/GB in all",
                        appenderCpuSeconds / gigabytes,
                        processCpuSeconds / gigabytes);
    }

    private double micros(double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}

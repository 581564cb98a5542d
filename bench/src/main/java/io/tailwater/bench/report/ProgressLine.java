package io.tailwater.bench.report;

import io.tailwater.bench.load.Progress;
import java.io.PrintStream;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Writes one line a second. Owned by the thread that runs the load. */
public final class ProgressLine implements Progress {

    private static final double BYTES_PER_MEGABYTE = 1e6;

    private final PrintStream out;

    /** Writes to {@code out}, which should not be where the report goes. */
    public ProgressLine(PrintStream out) {
        this.out = out;
    }

    @Override
    public void warmingUp(double seconds) {
        if (seconds > 0) {
            out.printf(Locale.ROOT, "warming up for %.1f s%n", seconds);
        }
    }

    @Override
    public void interval(
            double elapsedSeconds, double intervalSeconds, long records, long batchBytes, Histogram nanos) {
        out.printf(
                Locale.ROOT,
                "%5.0f s  %,13.0f records/s  %,9.1f MB/s  p99 %,.3f ms%n",
                elapsedSeconds,
                records / intervalSeconds,
                batchBytes / intervalSeconds / BYTES_PER_MEGABYTE,
                LatencyFigures.percentileMillis(nanos, 99));
    }
}

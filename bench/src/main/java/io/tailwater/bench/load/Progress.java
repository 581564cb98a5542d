package io.tailwater.bench.load;

import org.HdrHistogram.Histogram;

/** Hears once a second how a run goes, on the thread that runs it. */
public interface Progress {

    /** The warm-up begins. */
    void warmingUp(double seconds);

    /**
     * One more interval is over.
     *
     * @param elapsedSeconds since the measured time began
     * @param intervalSeconds the length of the interval
     * @param records answered in it
     * @param batchBytes answered in it
     * @param nanos its latencies in nanoseconds
     */
    void interval(double elapsedSeconds, double intervalSeconds, long records, long batchBytes, Histogram nanos);
}

package io.tailwater.bench.load;

/**
 * When a run's parts begin and end, on the clock of {@link System#nanoTime}.
 *
 * @param startNanos the first request
 * @param measureFromNanos the end of the warm-up
 * @param endNanos no request is sent from then on; {@code Long.MAX_VALUE} when the number of records decides
 */
public record RunTimes(long startNanos, long measureFromNanos, long endNanos) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Times from now on.
     *
     * @param warmUpSeconds at least 0
     * @param seconds more than 0, or 0 when the number of records decides
     */
    public static RunTimes from(long startNanos, double warmUpSeconds, double seconds) {
        long measureFrom = startNanos + (long) (warmUpSeconds * NANOS_PER_SECOND);
        long end = seconds > 0 ? measureFrom + (long) (seconds * NANOS_PER_SECOND) : Long.MAX_VALUE;
        return new RunTimes(startNanos, measureFrom, end);
    }
}

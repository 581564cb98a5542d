package io.tailwater.bench.load;

/**
 * How long a run goes on, and on how many threads.
 *
 * @param warmUpSeconds before anything is measured, at least 0
 * @param seconds of measured time, or 0 when only the number of records decides
 * @param records to measure, or {@code Long.MAX_VALUE} when only the time decides
 * @param threads that read and write sockets, at least 1
 */
public record RunLimits(double warmUpSeconds, double seconds, long records, int threads) {}

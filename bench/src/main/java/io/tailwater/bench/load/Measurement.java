package io.tailwater.bench.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param seconds of measured time, warm-up excluded, until the last answer
 * @param requests answered (for end-to-end latency: batches delivered)
 * @param records answered or delivered
 * @param batchBytes bytes of record batches, as sent
 * @param errors how many of each, by Kafka's name, warm-up included
 * @param latencies the first belongs to the figures above
 * @param toolCpuSeconds CPU of this tool in that time
 * @param brokerCpuSeconds CPU of the broker in that time, if it was watched
 */
public record Measurement(
        double seconds,
        long requests,
        long records,
        long batchBytes,
        Map<String, Long> errors,
        List<Latency> latencies,
        double toolCpuSeconds,
        Optional<Double> brokerCpuSeconds) {

    /**
     * One distribution.
     *
     * @param nanos latencies in nanoseconds
     */
    public record Latency(String name, String meaning, Histogram nanos) {}
}

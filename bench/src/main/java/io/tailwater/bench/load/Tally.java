package io.tailwater.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.apache.kafka.common.protocol.Errors;

/**
 * Counts what was answered and how long it took. What was sent (or due) before the measured time began is not counted;
 * errors always are. Thread-safe.
 */
public final class Tally {

    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final int DIGITS = 3;

    private final long measureFromNanos;
    private final LongAdder answers = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder records = new LongAdder();
    private final LongAdder batchBytes = new LongAdder();
    private final Map<Short, LongAdder> errors = new ConcurrentHashMap<>();
    private final Recorder latencies = new Recorder(LONGEST_NANOS, DIGITS);

    /**
     * Begins with nothing counted.
     *
     * @param measureFromNanos the end of the warm-up, on the clock of {@link System#nanoTime}
     */
    Tally(long measureFromNanos) {
        this.measureFromNanos = measureFromNanos;
    }

    /**
     * Counts an answer.
     *
     * @param fromNanos when the request was sent, or was due in an open loop
     * @param answeredNanos when its answer was there
     * @param recordCount records it carried
     * @param bytes bytes of record batches it carried
     */
    void answered(long fromNanos, long answeredNanos, long recordCount, long bytes) {
        answers.increment();
        if (fromNanos < measureFromNanos) {
            return;
        }
        requests.increment();
        records.add(recordCount);
        batchBytes.add(bytes);
        latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, answeredNanos - fromNanos)));
    }

    /** Counts an error by Kafka's number for it. */
    void failed(short errorCode) {
        answers.increment();
        errors.computeIfAbsent(errorCode, code -> new LongAdder()).increment();
    }

    /** Everything answered so far, measured or not, well or with an error. */
    long answers() {
        return answers.sum();
    }

    /** Requests (or, at a consumer, batches) answered so far. */
    public long requests() {
        return requests.sum();
    }

    /** Records answered so far. */
    public long records() {
        return records.sum();
    }

    /** Bytes of record batches, as sent, answered so far. */
    public long batchBytes() {
        return batchBytes.sum();
    }

    /** Errors so far, by Kafka's name. */
    public Map<String, Long> errors() {
        return errors.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Errors.forCode(entry.getKey()).name(),
                        entry -> entry.getValue().sum(),
                        Long::sum,
                        TreeMap::new));
    }

    /** The latencies, in nanoseconds, since the last call of this method. Call it from one thread. */
    public Histogram takeLatencies() {
        return latencies.getIntervalHistogram();
    }
}

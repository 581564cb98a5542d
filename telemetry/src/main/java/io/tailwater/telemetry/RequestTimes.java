package io.tailwater.telemetry;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * How long requests took, by API. A request adds to two adders; a timer of Micrometer's keeps a maximum of the last minutes, too, for
 * which it looks at the clock twice and takes three times as long. Thread-safe.
 */
final class RequestTimes implements Collector {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long[] upperNanos;
    private final double[] upperSeconds;
    private final Map<String, Times> byApi = new ConcurrentHashMap<>();

    /** Of one API. */
    private static final class Times {

        private final LongAdder[] counts;
        private final LongAdder nanos = new LongAdder();

        Times(int buckets) {
            counts = Stream.generate(LongAdder::new).limit(buckets).toArray(LongAdder[]::new);
        }
    }

    /** @param upperNanos the upper ends of the buckets, rising; behind the last is one without an end */
    RequestTimes(long... upperNanos) {
        this.upperNanos = upperNanos.clone();
        this.upperSeconds = new double[upperNanos.length + 1];
        for (int i = 0; i < upperNanos.length; i++) {
            upperSeconds[i] = upperNanos[i] / NANOS_PER_SECOND;
        }
        upperSeconds[upperNanos.length] = Double.POSITIVE_INFINITY;
    }

    void add(String api, long nanos) {
        Times times = byApi.get(api);
        if (times == null) {
            times = byApi.computeIfAbsent(api, name -> new Times(upperSeconds.length));
        }
        int bucket = 0;
        while (bucket < upperNanos.length && nanos > upperNanos[bucket]) {
            bucket++;
        }
        times.counts[bucket].increment();
        times.nanos.add(nanos);
    }

    @Override
    public HistogramSnapshot collect() {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        byApi.forEach((api, times) -> points.add(new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(
                        upperSeconds,
                        Stream.of(times.counts).mapToLong(LongAdder::sum).toArray()),
                times.nanos.sum() / NANOS_PER_SECOND,
                Labels.of("api", api),
                Exemplars.EMPTY,
                0)));
        return new HistogramSnapshot(
                new MetricMetadata("tailwater_requests_seconds", "Requests answered, from frame to response"), points);
    }
}

package io.tailwater.telemetry;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.telemetry.BrokerSample;
import io.tailwater.core.telemetry.RequestTracer;
import io.tailwater.core.telemetry.Telemetry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Metrics in a registry of their own, and spans, each only where the configuration asks for it. Thread-safe. */
final class MicrometerTelemetry implements Telemetry {

    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final @Nullable Counting counting;
    private final @Nullable OtlpTracer tracer;

    private record Counting(
            PrometheusMeterRegistry registry,
            MicrometerMetrics metrics,
            ProcessMeters process,
            SampledMetrics sampled) {

        static Counting begin(BrokerConfig config) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            SampledMetrics sampled = new SampledMetrics(config.metrics());
            registry.getPrometheusRegistry().register(sampled);
            RequestTimes requests = new RequestTimes(Stream.of(MicrometerMetrics.BUCKETS)
                    .mapToLong(Duration::toNanos)
                    .toArray());
            registry.getPrometheusRegistry().register(requests);
            return new Counting(
                    registry, new MicrometerMetrics(registry, requests), new ProcessMeters(registry), sampled);
        }
    }

    MicrometerTelemetry(BrokerConfig config) {
        counting = config.metrics().enabled() ? Counting.begin(config) : null;
        tracer = config.tracing().enabled() ? new OtlpTracer(config) : null;
    }

    @Override
    public BrokerMetrics metrics() {
        return counting == null ? BrokerMetrics.NONE : counting.metrics();
    }

    @Override
    public RequestTracer tracer() {
        return tracer == null ? RequestTracer.NONE : tracer;
    }

    @Override
    public byte[] exposition(BrokerSample sample) {
        if (counting == null) {
            return new byte[0];
        }
        counting.sampled().take(sample);
        ByteArrayOutputStream text = new ByteArrayOutputStream(64 << 10);
        try {
            counting.registry().scrape(text, TEXT_FORMAT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    @Override
    public void close() {
        if (counting != null) {
            counting.process().close();
            counting.registry().close();
        }
        if (tracer != null) {
            tracer.close();
        }
    }
}

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

/** Metrics in a registry of their own. Thread-safe. */
final class MicrometerTelemetry implements Telemetry {

    private static final String TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerMetrics metrics = new MicrometerMetrics(registry);
    private final ProcessMeters process = new ProcessMeters(registry);
    private final SampledMetrics sampled;

    MicrometerTelemetry(BrokerConfig config) {
        sampled = new SampledMetrics(config.metrics());
        registry.getPrometheusRegistry().register(sampled);
    }

    @Override
    public BrokerMetrics metrics() {
        return metrics;
    }

    @Override
    public RequestTracer tracer() {
        return RequestTracer.NONE;
    }

    @Override
    public byte[] exposition(BrokerSample sample) {
        sampled.take(sample);
        ByteArrayOutputStream text = new ByteArrayOutputStream(64 << 10);
        try {
            registry.scrape(text, TEXT_FORMAT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toByteArray();
    }

    @Override
    public void close() {
        process.close();
        registry.close();
    }
}

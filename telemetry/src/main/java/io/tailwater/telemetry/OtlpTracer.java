package io.tailwater.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.telemetry.RequestTracer;
import io.tailwater.core.text.PrintableText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends spans to a collector by OTLP over HTTP. Thread-safe. A span is made when its request has been answered, and of sampled ones
 * only; those that wait to be sent are few, and left out when there are more.
 */
final class OtlpTracer implements RequestTracer, AutoCloseable {

    private static final int MOST_WAITING = 2_048;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** A collector that is down must not hold up who stops the broker. */
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(1);

    private static final int TRACEPARENT_LENGTH = 55;

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.name");
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("messaging.destination.name");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("messaging.client.id");
    private static final AttributeKey<Long> TOPICS = AttributeKey.longKey("tailwater.topics");
    private static final AttributeKey<Long> BYTES = AttributeKey.longKey("tailwater.record_bytes");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    /** What is the client's fault is no error of a server's span. */
    private static final int FIRST_SERVER_ERROR = 500;

    private final double ratio;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OtlpTracer(BrokerConfig config) {
        ratio = config.tracing().ratio();
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.tracing().endpoint())
                .setTimeout(PATIENCE)
                .build();
        provider = SdkTracerProvider.builder()
                .setSampler(Sampler.alwaysOn()) // what is not to be told of does not get so far
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "tailwater",
                        AttributeKey.stringKey("service.instance.id"),
                        Integer.toString(config.nodeId()))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(MOST_WAITING)
                        .setScheduleDelay(INTERVAL)
                        .setExporterTimeout(PATIENCE)
                        .build())
                .build();
        tracer = provider.get("io.tailwater");
    }

    @Override
    public boolean enabled() {
        return true;
    }

    @Override
    public boolean samples() {
        return ratio > 0 && ThreadLocalRandom.current().nextDouble() < ratio;
    }

    /** {@code 00-<trace>-<span>-01}: the last bit says that whoever asks traces this. */
    @Override
    public boolean samples(String traceparent) {
        if (traceparent.length() != TRACEPARENT_LENGTH) {
            return samples();
        }
        return (Character.digit(traceparent.charAt(TRACEPARENT_LENGTH - 1), 16) & 1) == 1;
    }

    @Override
    public void answered(Span span) {
        if (span instanceof Span.OfRecords records) {
            end(records, of(records), records.error());
        } else if (span instanceof Span.OfHttp http) {
            end(http, of(http), http.status() < FIRST_SERVER_ERROR ? null : Integer.toString(http.status()));
        }
    }

    /** By the conventions for Kafka, as far as a broker can: the operation is what the request is called. */
    private SpanBuilder of(Span.OfRecords span) {
        String topic = span.topic();
        SpanBuilder builder = tracer.spanBuilder(topic == null ? span.api() : span.api() + " " + topic)
                .setParent(Context.root())
                .setAttribute(SYSTEM, "kafka")
                .setAttribute(OPERATION, span.api())
                .setAttribute(OPERATION_TYPE, span.api().equals("Produce") ? "send" : "receive")
                .setAttribute(TOPICS, (long) span.topics())
                .setAttribute(BYTES, span.bytes());
        if (topic != null) {
            builder.setAttribute(DESTINATION, topic);
        }
        if (!span.clientId().isEmpty()) {
            builder.setAttribute(CLIENT, PrintableText.of(span.clientId()));
        }
        return builder;
    }

    /** By the conventions for HTTP servers. */
    private SpanBuilder of(Span.OfHttp span) {
        return tracer.spanBuilder(span.method() + " " + span.route())
                .setParent(parent(span.traceparent()))
                .setAttribute(METHOD, span.method())
                .setAttribute(ROUTE, span.route())
                .setAttribute(PATH, PrintableText.of(span.path()))
                .setAttribute(SCHEME, span.encrypted() ? "https" : "http")
                .setAttribute(STATUS, (long) span.status());
    }

    private static void end(Span span, SpanBuilder builder, @Nullable String error) {
        long nanosAgo = System.nanoTime() - span.endNanos();
        long end = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) - nanosAgo;
        io.opentelemetry.api.trace.Span made = builder.setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(end - (span.endNanos() - span.startNanos()), TimeUnit.NANOSECONDS)
                .startSpan();
        if (error != null) {
            made.setAttribute(ERROR, error);
            made.setStatus(StatusCode.ERROR);
        }
        made.end(end, TimeUnit.NANOSECONDS);
    }

    private static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, new OnlyTraceparent());
    }

    /** Sends what waits, for a second at most. */
    @Override
    public void close() {
        provider.shutdown().join(PATIENCE_AT_THE_END.toSeconds(), TimeUnit.SECONDS);
    }

    private static final class OnlyTraceparent implements TextMapGetter<String> {

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return "traceparent".equals(key) ? carrier : null;
        }
    }
}

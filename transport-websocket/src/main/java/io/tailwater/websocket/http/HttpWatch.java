package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.telemetry.RequestTracer;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Times requests of the HTTP API, and traces those that say so or are picked. Stateless. */
final class HttpWatch {

    private static final int FIRST_ERROR = 400;

    private HttpWatch() {}

    static void begin(RoutingContext routing, ApiHandler handler, Broker broker) {
        BrokerMetrics metrics = broker.metrics();
        RequestTracer tracer = broker.tracer();
        if (!metrics.timed() && !tracer.enabled()) {
            return;
        }
        String route = handler.method() + " " + handler.path();
        String traceparent = routing.request().getHeader("traceparent");
        boolean traced = tracer.enabled() && (traceparent == null ? tracer.samples() : tracer.samples(traceparent));
        long began = System.nanoTime();
        routing.addEndHandler(end -> {
            long ended = System.nanoTime();
            int status = routing.response().getStatusCode();
            metrics.httpAnswered(route, status, ended - began);
            if (traced) {
                tracer.answered(span(route, began, ended, status, traceparent));
            }
        });
    }

    private static RequestTracer.Span span(
            String route, long began, long ended, int status, @Nullable String traceparent) {
        return new RequestTracer.Span(
                route,
                "http",
                began,
                ended,
                "",
                -1,
                -1,
                status < FIRST_ERROR ? null : Integer.toString(status),
                traceparent);
    }
}

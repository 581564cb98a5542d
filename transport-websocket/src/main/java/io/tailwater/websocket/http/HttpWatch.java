package io.tailwater.websocket.http;

import io.tailwater.core.Broker;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.telemetry.RequestTracer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** Times requests of the HTTP API, and traces those that say so or are picked. Stateless. */
final class HttpWatch {

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
                HttpServerRequest request = routing.request();
                tracer.answered(new RequestTracer.Span.OfHttp(
                        handler.method().name(),
                        handler.path(),
                        request.path(),
                        request.isSSL(),
                        began,
                        ended,
                        status,
                        traceparent));
            }
        });
    }
}

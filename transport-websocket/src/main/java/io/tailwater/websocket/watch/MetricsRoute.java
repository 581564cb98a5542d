package io.tailwater.websocket.watch;

import io.tailwater.core.Broker;
import io.tailwater.core.client.ErrorStatus;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.security.AclOperation;
import io.tailwater.core.security.ResourceType;
import io.tailwater.websocket.login.Login;
import io.tailwater.websocket.login.Rights;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.route.RouteEnvironment;
import io.tailwater.websocket.route.RoutePart;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /metrics} in Prometheus' text format. Stateless. */
public final class MetricsRoute implements RoutePart {

    public static final String PATH = "/metrics";

    private static final Logger LOG = LoggerFactory.getLogger(MetricsRoute.class);

    @Override
    public void addTo(Router router, RouteEnvironment environment) {
        router.get(PATH).handler(routing -> answer(routing, environment));
    }

    private static void answer(RoutingContext routing, RouteEnvironment environment) {
        Broker broker = environment.broker();
        HttpServerResponse response = routing.response();
        Rights rights = new Rights(
                broker.security().authorizer(),
                broker.audit(),
                Login.of(routing).session());
        BrokerError refusal = rights.refusal(AclOperation.DESCRIBE, ResourceType.CLUSTER, ResourceType.CLUSTER_NAME);
        if (refusal != null) {
            Problem.send(
                    response, ErrorStatus.of(refusal.code()), refusal.code().name(), refusal.message());
            return;
        }
        if (!broker.telemetry().counting()) {
            Problem.send(
                    response, 404, "METRICS_OFF", "Nothing is counted: start the broker with metrics.enabled = true.");
            return;
        }
        broker.telemetry()
                .exposition(broker)
                .onComplete(made -> environment.context().runOnContext(v -> {
                    if (response.ended() || response.closed()) {
                        return;
                    }
                    if (made.succeeded()) {
                        send(response, made.result());
                    } else {
                        LOG.error("Metrics could not be gathered", made.cause());
                        Problem.send(
                                response,
                                500,
                                "UNKNOWN_SERVER_ERROR",
                                "Metrics could not be gathered; the log tells more.");
                    }
                }));
    }

    private static void send(HttpServerResponse response, Buffer text) {
        response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(text);
    }
}

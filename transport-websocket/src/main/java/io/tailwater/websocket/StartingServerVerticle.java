package io.tailwater.websocket;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.core.health.HealthFinding;
import io.tailwater.core.health.HealthReport;
import io.tailwater.transport.ListenerPorts;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.watch.HealthJson;
import io.tailwater.websocket.watch.HealthRoute;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * Says on the HTTP port that the broker is on its way, until {@link TailServerVerticle} takes the port over: deploy it, one
 * instance, before {@link io.tailwater.core.BrokerVerticle}, and undeploy it when that one is deployed. They share the socket, so
 * that nobody is turned away in between. It does so where HTTP has a port of its own and is not encrypted; elsewhere nothing
 * listens until the broker is ready, which says the same.
 */
public final class StartingServerVerticle extends VerticleBase {

    private static final HealthReport RECOVERING = new HealthReport(
            List.of(HealthFinding.fail("recovery", "The broker has been started, and its logs are being opened.")));

    private final BrokerConfig config;

    public StartingServerVerticle(BrokerConfig config) {
        this.config = config;
    }

    @Override
    public Future<?> start() {
        List<ListenerConfig> listeners = config.allListeners();
        for (int i = 0; i < listeners.size(); i++) {
            ListenerConfig listener = listeners.get(i);
            if (listener.name().equals(ListenerConfig.HTTP.name())
                    && listener.protocol() == ListenerProtocol.HTTP
                    && !listener.tls().enabled()) {
                return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                        .requestHandler(StartingServerVerticle::answer)
                        .listen(ListenerPorts.shared(listener, i + 1));
            }
        }
        return Future.succeededFuture();
    }

    private static void answer(HttpServerRequest request) {
        request.response().putHeader("Connection", "close").putHeader("Retry-After", "1");
        if (HealthRoute.LIVE.equals(request.path())) {
            HealthJson.send(request.response(), RECOVERING, true);
        } else if (HealthRoute.READY.equals(request.path())) {
            HealthJson.send(request.response(), RECOVERING, false);
        } else {
            Problem.send(request.response(), 503, "STARTING", "The broker opens its logs: try again in a moment.");
        }
    }
}

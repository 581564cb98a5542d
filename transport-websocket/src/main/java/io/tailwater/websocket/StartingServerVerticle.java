package io.tailwater.websocket;

import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.core.health.HealthFinding;
import io.tailwater.core.health.HealthReport;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.ConnectionEnd;
import io.tailwater.transport.FirstByte;
import io.tailwater.transport.SilentConnections;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.tailwater.websocket.gate.ConnectionCounts.Verdict.Counted;
import io.tailwater.websocket.route.Problem;
import io.tailwater.websocket.watch.HealthJson;
import io.tailwater.websocket.watch.HealthRoute;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says wherever HTTP is spoken that the broker is on its way, until {@link TailServerVerticle} takes the listeners over: deploy it,
 * one instance, before {@link io.tailwater.core.BrokerVerticle}, and undeploy it when that one is deployed. They share the sockets,
 * so that nobody is turned away in between. A Kafka client that comes by a shared port is sent away, and comes again by itself.
 */
public final class StartingServerVerticle extends VerticleBase {

    private static final HealthReport RECOVERING = new HealthReport(
            List.of(HealthFinding.fail("recovery", "The broker has been started, and its logs are being opened.")));

    private final BrokerConfig config;
    private final ConnectionCounts counts = new ConnectionCounts();
    private final SilentConnections silent;
    private @Nullable HttpListeners listeners;

    public StartingServerVerticle(BrokerConfig config) {
        this.config = config;
        this.silent = new SilentConnections(config.limits().maxConnections(), () -> {});
    }

    @Override
    public Future<?> start() {
        HttpListeners opening = new HttpListeners(vertx, config, null);
        listeners = opening;
        return opening.open(this::serve);
    }

    private void serve(HttpServer server, ListenerConfig listener) {
        server.connectionHandler(
                        listener.protocol() == ListenerProtocol.HTTP
                                ? this::connected
                                : connection ->
                                        FirstByte.await(connection, silent, protocol -> told(connection, protocol)))
                .requestHandler(StartingServerVerticle::answer);
    }

    private void told(HttpConnection connection, ListenerProtocol protocol) {
        if (protocol == ListenerProtocol.KAFKA) {
            AcceptedSocket.of(connection).close();
        } else {
            connected(connection);
        }
    }

    private void connected(HttpConnection connection) {
        String address = connection.remoteAddress().hostAddress();
        if (counts.opened(address, config.http()) instanceof Counted) {
            ConnectionEnd.of(connection, () -> counts.closed(address));
        } else {
            connection.close();
        }
    }

    private static void answer(HttpServerRequest request) {
        request.response().putHeader("Connection", "close").putHeader("Retry-After", "1");
        if (HealthRoute.LIVE.equals(request.path())) {
            HealthJson.send(request.response(), RECOVERING, true, true);
        } else if (HealthRoute.READY.equals(request.path())) {
            HealthJson.send(request.response(), RECOVERING, false, true);
        } else {
            Problem.send(request.response(), 503, "STARTING", "The broker opens its logs: try again in a moment.");
        }
    }

    @Override
    public Future<?> stop() {
        return listeners == null ? Future.succeededFuture() : listeners.close(0);
    }
}

package io.tailwater.websocket;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.FirstByte;
import io.tailwater.transport.KafkaEntrance;
import io.tailwater.transport.ListenerPorts;
import io.tailwater.transport.SilentConnections;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Serves browsers and HTTP clients on every listener that is theirs. Deploy it by name after the broker's own verticle, in as many instances as there are event
 * loops to serve: they share the listeners, and connections are spread over them. It needs no other transport. Everything it
 * needs to know comes from {@link Broker#config()}.
 */
public final class TailServerVerticle extends VerticleBase {

    private final List<KafkaEntrance> entrances = new ArrayList<>();
    private @Nullable HttpFront front;
    private @Nullable HttpListeners listeners;
    private long drainMillis;

    /** Where clients can connect since the deployment completed, which is how to learn the port when 0 was configured. */
    public static OptionalInt port(Vertx vertx) {
        return ListenerPorts.port(vertx, ListenerConfig.HTTP.name());
    }

    @Override
    public Future<?> start() {
        Optional<Broker> broker = Broker.of(vertx);
        if (broker.isEmpty()) {
            return Future.failedFuture(new IllegalStateException(
                    "There is no broker in this Vert.x instance: deploy io.tailwater.core.BrokerVerticle first."));
        }
        ConnectionCounts counts = vertx.sharedData()
                .<String, ConnectionCounts>getLocalMap("tailwater.http")
                .computeIfAbsent("connections", key -> new ConnectionCounts());
        HttpFront serving = new HttpFront(vertx, context, broker.get(), counts);
        front = serving;
        vertx.setPeriodic(HttpFront.TICK_MILLIS, timer -> serving.tick());
        BrokerConfig config = broker.get().config();
        drainMillis = config.stop().drainMillis();
        HttpListeners opening = new HttpListeners(vertx, config, broker.get());
        listeners = opening;
        return opening.open((server, listener) ->
                server.connectionHandler(accepting(listener, serving)).requestHandler(serving::request));
    }

    /** Where Kafka clients share the port, the first byte says whose a connection is. */
    private Handler<HttpConnection> accepting(ListenerConfig listener, HttpFront serving) {
        if (listener.protocol() == ListenerProtocol.HTTP) {
            return connection -> serving.connected(connection, listener);
        }
        KafkaEntrance entrance = KafkaEntrance.find(vertx)
                .orElseThrow(() -> new IllegalStateException("The listener " + listener.name()
                        + " serves Kafka clients, too: deploy io.tailwater.tcp.KafkaServerVerticle first."))
                .on(context);
        entrances.add(entrance);
        SilentConnections silent = serving.silentConnections();
        return connection -> FirstByte.await(connection, silent, protocol -> {
            if (protocol == ListenerProtocol.KAFKA) {
                entrance.accept(AcceptedSocket.of(connection), listener);
            } else {
                serving.connected(connection, listener);
            }
        });
    }

    /** Takes no more requests, lets those under way finish for a while, closes every connection. */
    @Override
    public Future<?> stop() {
        HttpFront serving = front;
        if (serving != null) {
            serving.stop();
        }
        entrances.forEach(KafkaEntrance::stop);
        return listeners == null ? Future.succeededFuture() : listeners.close(drainMillis);
    }
}

package io.tailwater.websocket;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.core.config.WebSocketConfig;
import io.tailwater.transport.AcceptedSocket;
import io.tailwater.transport.FirstByte;
import io.tailwater.transport.KafkaEntrance;
import io.tailwater.transport.ListenFailedException;
import io.tailwater.transport.ListenerPorts;
import io.tailwater.transport.SilentConnections;
import io.tailwater.transport.tls.ListenerTls;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.tailwater.websocket.stream.StreamEntrance;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves browsers and HTTP clients on every listener that is theirs. Deploy it by name after the broker's own verticle, in as many instances as there are event
 * loops to serve: they share the listeners, and connections are spread over them. It needs no other transport. Everything it
 * needs to know comes from {@link Broker#config()}.
 */
public final class TailServerVerticle extends VerticleBase {

    private static final int BACKLOG = 4096;
    private static final int IDLE_SECONDS = 75;

    private final List<HttpServer> servers = new ArrayList<>();
    private final List<KafkaEntrance> entrances = new ArrayList<>();
    private @Nullable HttpFront front;
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
        List<ListenerConfig> listeners = config.allListeners();
        List<Future<?>> listening = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            if (listeners.get(i).protocol().includes(ListenerProtocol.HTTP)) {
                listening.add(listen(
                        broker.get(), listeners.get(i), i + 1, config.http().webSocket(), serving));
            }
        }
        return Future.all(listening);
    }

    /** @param number tells the listeners of this broker apart */
    private Future<?> listen(
            Broker broker, ListenerConfig listener, int number, WebSocketConfig webSocket, HttpFront serving) {
        return ListenerTls.of(vertx, broker, listener)
                .compose(tls -> listen(listener, number, serving, options(webSocket), tls))
                .recover(cause -> Future.failedFuture(new ListenFailedException(listener, cause)));
    }

    private Future<?> listen(
            ListenerConfig listener,
            int number,
            HttpFront serving,
            HttpServerOptions options,
            Optional<ListenerTls> tls) {
        tls.ifPresent(encrypting -> encrypting.configure(options));
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(accepting(listener, serving))
                .requestHandler(serving::request);
        servers.add(server);
        return server.listen(ListenerPorts.shared(listener, number)).onSuccess(bound -> {
            ListenerPorts.note(vertx, listener.name(), bound.actualPort());
            tls.ifPresent(encrypting -> encrypting.keepUpToDate(changed -> bound.updateSSLOptions(changed, true)));
        });
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

    private static HttpServerOptions options(WebSocketConfig webSocket) {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setAlpnVersions(List.of(HttpVersion.HTTP_1_1))
                .setWebSocketSubProtocols(List.of(StreamEntrance.TEXT, StreamEntrance.BATCHES))
                .setMaxWebSocketFrameSize(webSocket.maxMessageBytes())
                .setMaxWebSocketMessageSize(webSocket.maxMessageBytes())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(webSocket.compression());
    }

    /** Takes no more requests, lets those under way finish for a while, closes every connection. */
    @Override
    public Future<?> stop() {
        HttpFront serving = front;
        if (serving != null) {
            serving.stop();
        }
        entrances.forEach(KafkaEntrance::stop);
        List<Future<?>> closing = new ArrayList<>();
        servers.forEach(server -> closing.add(server.shutdown(drainMillis, TimeUnit.MILLISECONDS)));
        return Future.join(closing);
    }
}

package io.tailwater.websocket;

import io.tailwater.core.Broker;
import io.tailwater.core.config.HttpConfig;
import io.tailwater.core.config.WebSocketConfig;
import io.tailwater.websocket.gate.ConnectionCounts;
import io.tailwater.websocket.stream.StreamEntrance;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Serves browsers and HTTP clients. Deploy it by name after the broker's own verticle, in as many instances as there are event
 * loops to serve: they share one listener, and connections are spread over them. It needs no other transport. Everything it
 * needs to know comes from {@link Broker#config()}.
 */
public final class TailServerVerticle extends VerticleBase {

    private static final int BACKLOG = 4096;
    private static final int IDLE_SECONDS = 75;
    private static final int SECONDS_TO_FINISH = 2;
    private static final String SHARED_MAP = "tailwater";
    private static final String PORT_KEY = "http.port";

    /** Servers that ask for a free port under the same number share one. */
    private static final int FREE_PORT = 2;

    private @Nullable HttpFront front;
    private @Nullable HttpServer server;

    /** Where clients can connect since the deployment completed, which is how to learn the port when 0 was configured. */
    public static OptionalInt port(Vertx vertx) {
        Integer port =
                vertx.sharedData().<String, Integer>getLocalMap(SHARED_MAP).get(PORT_KEY);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    @Override
    public Future<?> start() {
        Optional<Broker> broker = Broker.of(vertx);
        if (broker.isEmpty()) {
            return Future.failedFuture(new IllegalStateException(
                    "There is no broker in this Vert.x instance: deploy io.tailwater.core.BrokerVerticle first."));
        }
        HttpConfig config = broker.get().config().http();
        ConnectionCounts counts = vertx.sharedData()
                .<String, ConnectionCounts>getLocalMap("tailwater.http")
                .computeIfAbsent("connections", key -> new ConnectionCounts());
        HttpFront serving = new HttpFront(vertx, context, broker.get(), counts);
        front = serving;
        HttpServer listening = vertx.createHttpServer(options(config.webSocket()))
                .connectionHandler(serving::connected)
                .requestHandler(serving::request);
        server = listening;
        SocketAddress address = config.port() == 0
                ? SocketAddress.sharedRandomPort(FREE_PORT, config.host())
                : SocketAddress.inetSocketAddress(config.port(), config.host());
        return listening
                .listen(address)
                .onSuccess(bound -> vertx.sharedData()
                        .<String, Integer>getLocalMap(SHARED_MAP)
                        .put(PORT_KEY, bound.actualPort()));
    }

    private static HttpServerOptions options(WebSocketConfig webSocket) {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setWebSocketSubProtocols(List.of(StreamEntrance.TEXT, StreamEntrance.BATCHES))
                .setMaxWebSocketFrameSize(webSocket.maxMessageBytes())
                .setMaxWebSocketMessageSize(webSocket.maxMessageBytes())
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(webSocket.compression());
    }

    /** Takes no more requests, lets those under way finish for up to two seconds, closes every connection. */
    @Override
    public Future<?> stop() {
        HttpFront serving = front;
        HttpServer listening = server;
        if (serving == null || listening == null) {
            return Future.succeededFuture();
        }
        serving.stop();
        return listening.shutdown(SECONDS_TO_FINISH, TimeUnit.SECONDS);
    }
}

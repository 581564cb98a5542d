package io.tailwater.websocket;

import io.tailwater.core.Broker;
import io.tailwater.core.config.BrokerConfig;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.core.config.ListenerProtocol;
import io.tailwater.core.config.WebSocketConfig;
import io.tailwater.transport.ListenFailedException;
import io.tailwater.transport.ListenerPorts;
import io.tailwater.transport.tls.ListenerTls;
import io.tailwater.websocket.stream.StreamEntrance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All listeners where HTTP is spoken, as one verticle opens them. Those who open the same ones share the sockets, which are as the first of them
 * asked for, encryption included: so all do it here. Confined to its verticle's context.
 */
final class HttpListeners {

    private static final int BACKLOG = 4096;
    private static final int IDLE_SECONDS = 75;

    private final Vertx vertx;
    private final BrokerConfig config;
    private final @Nullable Broker broker;
    private final List<HttpServer> servers = new ArrayList<>();

    /** @param broker null while it is being started */
    HttpListeners(Vertx vertx, BrokerConfig config, @Nullable Broker broker) {
        this.vertx = vertx;
        this.config = config;
        this.broker = broker;
    }

    /**
     * Opens them.
     *
     * @param serving gives a server, before it listens, the handlers of a listener's connections and requests
     * @return fails with a {@link ListenFailedException}
     */
    Future<?> open(BiConsumer<HttpServer, ListenerConfig> serving) {
        List<ListenerConfig> listeners = config.allListeners();
        List<Future<?>> listening = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            ListenerConfig listener = listeners.get(i);
            int number = i + 1;
            if (listener.protocol().includes(ListenerProtocol.HTTP)) {
                listening.add(encryption(listener)
                        .compose(tls -> open(listener, number, tls, serving))
                        .recover(cause -> Future.failedFuture(new ListenFailedException(listener, cause))));
            }
        }
        return Future.all(listening);
    }

    private Future<Optional<ListenerTls>> encryption(ListenerConfig listener) {
        return broker == null ? ListenerTls.beforeTheBroker(vertx, listener) : ListenerTls.of(vertx, broker, listener);
    }

    /** @param number tells the listeners of this broker apart */
    private Future<?> open(
            ListenerConfig listener,
            int number,
            Optional<ListenerTls> tls,
            BiConsumer<HttpServer, ListenerConfig> serving) {
        HttpServerOptions options = options(config.http().webSocket());
        tls.ifPresent(encrypting -> encrypting.configure(options));
        HttpServer server = vertx.createHttpServer(options);
        serving.accept(server, listener);
        servers.add(server);
        return server.listen(ListenerPorts.shared(listener, number)).onSuccess(bound -> {
            ListenerPorts.note(vertx, listener.name(), bound.actualPort());
            if (broker != null) {
                tls.ifPresent(encrypting -> encrypting.keepUpToDate(changed -> bound.updateSSLOptions(changed, true)));
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

    /** Takes no more connections, lets requests under way finish for a while, closes every connection. */
    Future<?> close(long drainMillis) {
        List<Future<?>> closing = new ArrayList<>();
        servers.forEach(server -> closing.add(server.shutdown(drainMillis, TimeUnit.MILLISECONDS)));
        return Future.join(closing);
    }
}

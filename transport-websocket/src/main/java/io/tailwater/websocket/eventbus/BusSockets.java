package io.tailwater.websocket.eventbus;

import io.tailwater.transport.ConnectionEnd;
import io.tailwater.transport.MessageLimit;
import io.tailwater.transport.PingAnswers;
import io.tailwater.transport.UnfinishedFrames;
import io.tailwater.websocket.route.PartsBudget;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Decides what passes the bridge. Thread-safe; each socket's events come on its own context. */
final class BusSockets implements Handler<BridgeEvent> {

    private static final int TRY_AGAIN_LATER = 1013;

    private final EventBus bus;
    private final Function<RoutingContext, BusLogin> logins;
    private final PartsBudget parts;
    private final int mostBytes;
    private final Map<SockJSSocket, BusSocket> sockets = new ConcurrentHashMap<>();

    /**
     * @param logins finds who the upgrade to a socket has shown
     * @param parts what frames that are not whole may take
     * @param mostBytes of one message
     */
    BusSockets(EventBus bus, Function<RoutingContext, BusLogin> logins, PartsBudget parts, int mostBytes) {
        this.bus = bus;
        this.logins = logins;
        this.parts = parts;
        this.mostBytes = mostBytes;
    }

    /** To be called now and then. */
    void tick() {
        sockets.values().forEach(BusSocket::tick);
    }

    private BusSocket opened(SockJSSocket socket) {
        RoutingContext upgrade = socket.routingContext();
        HttpConnection connection = upgrade.request().connection();
        if (!ConnectionEnd.speaksHttp(connection)) {
            MessageLimit.on(connection, mostBytes);
            PingAnswers.on(connection);
            UnfinishedFrames.watch(connection, (by, bytes) -> {
                if (!parts.take(by) && by > 0) {
                    ConnectionEnd.goodbye(
                            connection, TRY_AGAIN_LATER, "Memory for messages that are not whole ran out.");
                }
            });
        }
        return new BusSocket(socket, bus, logins.apply(upgrade));
    }

    @Override
    public void handle(BridgeEvent event) {
        BusSocket socket = sockets.computeIfAbsent(event.socket(), this::opened);
        switch (event.type()) {
            case SEND -> socket.send(event);
            case RECEIVE -> socket.receive(event);
            case REGISTER -> socket.register(event);
            case UNREGISTER -> socket.unregister(event);
            case SOCKET_CLOSED, SOCKET_ERROR -> {
                sockets.remove(event.socket());
                socket.closed();
                event.complete(true);
            }
            // A message is for the broker alone, and what is produced has an answer.
            case PUBLISH -> event.complete(false);
            default -> event.complete(true);
        }
    }
}

package io.tailwater.websocket.eventbus;

import io.tailwater.transport.ConnectionEnd;
import io.tailwater.transport.PingAnswers;
import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Decides what passes the bridge. Thread-safe; each socket's events come on its own context. */
final class BusSockets implements Handler<BridgeEvent> {

    private final EventBus bus;
    private final Function<RoutingContext, BusLogin> logins;
    private final Map<SockJSSocket, BusSocket> sockets = new ConcurrentHashMap<>();

    /** @param logins finds who the upgrade to a socket has shown */
    BusSockets(EventBus bus, Function<RoutingContext, BusLogin> logins) {
        this.bus = bus;
        this.logins = logins;
    }

    /** To be called now and then. */
    void tick() {
        sockets.values().forEach(BusSocket::tick);
    }

    private BusSocket opened(SockJSSocket socket) {
        RoutingContext upgrade = socket.routingContext();
        if (!ConnectionEnd.speaksHttp(upgrade.request().connection())) {
            PingAnswers.on(upgrade.request().connection());
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

package io.tailwater.websocket.eventbus;

import io.vertx.core.Handler;
import io.vertx.core.eventbus.EventBus;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Decides what passes the bridge. Thread-safe; each socket's events come on its own context. */
final class BusSockets implements Handler<BridgeEvent> {

    private final EventBus bus;
    private final Map<SockJSSocket, BusSocket> sockets = new ConcurrentHashMap<>();

    BusSockets(EventBus bus) {
        this.bus = bus;
    }

    @Override
    public void handle(BridgeEvent event) {
        BusSocket socket = sockets.computeIfAbsent(event.socket(), key -> new BusSocket(key, bus));
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

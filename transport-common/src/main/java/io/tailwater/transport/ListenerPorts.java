package io.tailwater.transport;

import io.tailwater.core.config.ListenerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.shareddata.LocalMap;
import java.util.OptionalInt;

/** The ports on which listeners listen, which is how to learn them where 0 was configured. Thread-safe. */
public final class ListenerPorts {

    private ListenerPorts() {}

    private static LocalMap<String, Integer> of(Vertx vertx) {
        return vertx.sharedData().getLocalMap("tailwater.ports");
    }

    /** The port of the listener of a name; empty when there is none, or it does not listen yet. */
    public static OptionalInt port(Vertx vertx, String listener) {
        Integer port = of(vertx).get(listener);
        return port == null ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Notes that a listener listens. */
    public static void note(Vertx vertx, String listener, int port) {
        of(vertx).put(listener, port);
    }

    /**
     * The address to bind, where all event loops share one listener.
     *
     * @param number tells the listeners of one broker apart, 1 or more
     */
    public static SocketAddress shared(ListenerConfig listener, int number) {
        return listener.port() == 0
                ? SocketAddress.sharedRandomPort(number, listener.host())
                : SocketAddress.inetSocketAddress(listener.port(), listener.host());
    }
}

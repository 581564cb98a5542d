package io.tailwater.transport;

import io.tailwater.core.config.InvalidConfigException;
import io.tailwater.core.config.ListenerConfig;
import io.tailwater.transport.tls.CertificateCheck;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Says before logs are recovered, which may take minutes, that listeners cannot be opened afterwards. It keeps no socket: who
 * waits until the port of Kafka clients answers waits for the broker, and whoever takes the port meanwhile is told of later. Stateless.
 */
public final class ListenerPreflight {

    private ListenerPreflight() {}

    /**
     * Looks at files and addresses; blocks, and is called before any of the listeners is opened.
     *
     * @throws InvalidConfigException when a certificate, key or list of revoked certificates makes no sense
     * @throws ListenFailedException when a port is taken, or an address is not this machine's
     */
    public static void require(Vertx vertx, List<ListenerConfig> listeners) {
        for (ListenerConfig listener : listeners) {
            CertificateCheck.requireReadable(vertx, listener);
            requireFree(listener);
        }
    }

    private static void requireFree(ListenerConfig listener) {
        InetSocketAddress address = new InetSocketAddress(listener.host(), listener.port());
        try (Socket socket = new Socket()) {
            if (address.isUnresolved()) {
                throw new UnknownHostException(listener.host());
            }
            socket.setReuseAddress(true);
            socket.bind(address); // and does not listen, so that no client finds it
        } catch (IOException e) {
            throw new ListenFailedException(listener, e);
        }
    }
}

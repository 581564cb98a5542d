package io.tailwater.tcp.api;

import io.tailwater.core.config.ListenerConfig;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Where clients reach a broker.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 */
public record BrokerAddress(String host, int port) {

    /** What clients of a listener are told: what it advertises, or else where one came by. */
    public static BrokerAddress of(ListenerConfig listener, SocketAddress cameBy) {
        if (!listener.advertised().isEmpty()) {
            return parse(listener.advertised());
        }
        InetSocketAddress local = (InetSocketAddress) cameBy;
        return new BrokerAddress(local.getAddress().getHostAddress(), local.getPort());
    }

    /** Reads {@code host:port}, or {@code [v6 address]:port}. */
    public static BrokerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new BrokerAddress(host, Integer.parseInt(text.substring(colon + 1)));
    }
}

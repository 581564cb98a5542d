package io.tailwater.core.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen.
 *
 * @param host the address to bind, loopback unless {@code allowUnauthenticatedNetwork} is given
 * @param port 0 for any free port
 * @param advertised {@code host:port} told to clients instead of the address they came by (behind NAT or port mapping);
 *     empty for none
 */
public record ListenerConfig(String host, int port, String advertised) {

    public ListenerConfig {
        check(host, port);
        Require.that(
                advertised.isEmpty() || advertised.matches(".+:\\d{1,5}"),
                "a listener's advertised address must be host:port, not '%s'",
                advertised);
    }

    static void check(String host, int port) {
        Require.that(!host.isBlank(), "a listener's host must not be empty");
        Require.that(port >= 0 && port <= 65_535, "a listener's port must be 0 to 65535, not %d", port);
    }

    static void requireLoopback(String name, String host) {
        boolean loopback;
        try {
            loopback = InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidConfigException(name + ".host '" + host + "' is not an address of this machine.");
        }
        Require.that(
                loopback,
                "%s.host %s can be reached from the network and nobody has to log in: give --allow-unauthenticated-network"
                        + " (allowUnauthenticatedNetwork) if you mean it, or bind to 127.0.0.1.",
                name,
                host);
    }
}

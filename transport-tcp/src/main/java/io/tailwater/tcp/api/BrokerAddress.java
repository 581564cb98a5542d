package io.tailwater.tcp.api;

/**
 * Where clients reach a broker.
 *
 * @param host a name or an IP address
 * @param port 1 to 65535
 */
public record BrokerAddress(String host, int port) {

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

package io.tailwater.bench.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Where a broker listens.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record BrokerAddress(String host, int port) {

    /**
     * Reads {@code host:port} or {@code [address]:port}.
     *
     * @throws BenchException when it is neither
     */
    public static BrokerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = portOrZero(text.substring(colon + 1));
        if (host.isEmpty() || port == 0) {
            throw new BenchException("'" + text + "' is not an address: write host:port, such as 127.0.0.1:9092.");
        }
        return new BrokerAddress(host, port);
    }

    /**
     * Finds the address, and refuses to load a machine other than this one unless that is wanted.
     *
     * @param allowRemote whether an address that is not loopback may be used
     * @throws BenchException when the name is unknown or the address is not allowed
     */
    public InetSocketAddress resolve(boolean allowRemote) {
        InetAddress[] found;
        try {
            found = InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new BenchException("The host '" + host + "' is not known.", e);
        }
        if (!allowRemote && !Arrays.stream(found).allMatch(InetAddress::isLoopbackAddress)) {
            throw new BenchException(
                    "'" + host + "' is not this machine: add --allow-remote if you may put load on it.");
        }
        return new InetSocketAddress(found[0], port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static int portOrZero(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= 1 && port <= 65535 ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

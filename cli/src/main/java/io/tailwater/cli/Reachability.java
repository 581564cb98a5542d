package io.tailwater.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** Whether anybody listens, because Kafka's clients try for a long time and then do not say. Stateless. */
final class Reachability {

    private static final int TIMEOUT_MILLIS = 5_000;

    private Reachability() {}

    /**
     * Returns when one of the addresses takes a connection.
     *
     * @param addresses as Kafka's {@code bootstrap.servers}: host:port, with commas between them
     * @throws ClientException when none does
     */
    static void require(String addresses) {
        String reason = "";
        for (String address : List.of(addresses.split(",", -1))) {
            try (Socket socket = new Socket()) {
                socket.connect(parse(address.strip()), TIMEOUT_MILLIS);
                return;
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        throw new ClientException(
                ClientException.UNREACHABLE,
                "No broker answers at " + addresses + " (" + reason
                        + "): start one with ./tailwater start, or say with --bootstrap where it is.");
    }

    /** @throws IOException when there is no host of that name */
    private static InetSocketAddress parse(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
        int port = portOf(address.substring(colon + 1));
        if (host.isEmpty() || port < 1 || port > 65_535) {
            throw ClientException.usage("'" + address + "' is no address: write HOST:PORT, such as 127.0.0.1:9092.");
        }
        InetSocketAddress resolved = new InetSocketAddress(host, port);
        if (resolved.isUnresolved()) {
            throw new IOException("there is no host " + host);
        }
        return resolved;
    }

    private static int portOf(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}

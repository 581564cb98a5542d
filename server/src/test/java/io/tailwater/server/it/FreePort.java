package io.tailwater.server.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for brokers that come back on the port they had. */
final class FreePort {

    private FreePort() {}

    /**
     * A port nobody listens on, below those that systems give to outgoing connections: a client that tries a port of those
     * while its broker is down can end up connected to itself.
     */
    static int belowEphemeral() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                // Somebody listens there: try another.
            }
        }
        throw new IllegalStateException("No free port found between 20000 and 32000.");
    }
}

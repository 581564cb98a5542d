package io.tailwater.bench.load;

import io.tailwater.bench.wire.BenchException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** The sockets of one run. Owned by the thread that sets the run up. */
public final class Sockets implements AutoCloseable {

    private final InetSocketAddress address;
    private final List<SocketChannel> open = new ArrayList<>();

    Sockets(InetSocketAddress address) {
        this.address = address;
    }

    /**
     * Connects one more socket, non-blocking from then on.
     *
     * @throws BenchException when the broker takes no more
     */
    SocketChannel connect() {
        try {
            SocketChannel channel = SocketChannel.open();
            open.add(channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            channel.configureBlocking(false);
            return channel;
        } catch (IOException e) {
            throw new BenchException("Connection " + open.size() + " was not taken (" + e.getMessage() + ").", e);
        }
    }

    @Override
    public void close() {
        for (SocketChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                // nothing more is wanted of it
            }
        }
    }
}

package io.tailwater.bench.load;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/** One connection's part in a load. Owned by the {@link SocketLoop} that runs it. */
interface LoadConnection {

    /** The connected, non-blocking socket. */
    SocketChannel channel();

    /** Sends what may be sent at the beginning; returns as {@link #ready} does. */
    int begin() throws IOException;

    /**
     * Goes on, now that the socket is ready.
     *
     * @return the {@link java.nio.channels.SelectionKey} operations to wait for, or 0 when this connection has finished
     */
    int ready() throws IOException;
}

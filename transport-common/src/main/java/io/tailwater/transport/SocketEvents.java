package io.tailwater.transport;

/** What happens on a socket, told on its event loop and Vert.x context. */
public interface SocketEvents {

    /** The decoder made a message. */
    void received(Object message);

    /** {@link SocketWriter#writable} may be true again. */
    void writable();

    /** The socket is closed, by whomever; the last event. */
    void closed();
}

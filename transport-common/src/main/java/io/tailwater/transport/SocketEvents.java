package io.tailwater.transport;

/** What happens on a socket, told on its event loop and Vert.x context. */
public interface SocketEvents {

    /** The decoder made a message. */
    void received(Object message);

    /**
     * The peer's bytes make no sense to the decoder.
     *
     * @return whether the socket is left to whoever hears of it, who closes it; otherwise it is closed now
     */
    default boolean undecodable(Throwable cause) {
        return false;
    }

    /** {@link SocketWriter#writable} may be true again. */
    void writable();

    /** The socket is closed, by whomever; the last event. */
    void closed();
}

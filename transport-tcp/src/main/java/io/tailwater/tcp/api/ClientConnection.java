package io.tailwater.tcp.api;

import io.tailwater.core.partition.AppendSequence;
import io.tailwater.core.security.ClientSession;
import io.tailwater.tcp.sasl.SaslSession;
import org.jspecify.annotations.Nullable;

/** The connection a request came by. Event-loop confined. */
public interface ClientConnection {

    /** The address this client shall use for this broker: the one configured, or else the one it came by. */
    BrokerAddress brokerAddress();

    /** Where the client connects from, as Kafka writes it: {@code /10.0.0.1}. */
    String clientHost();

    /** Who the client is, as it has proved by now. */
    ClientSession session();

    /** How the client proves who it is; null where nobody has to. */
    @Nullable
    SaslSession sasl();

    /**
     * Closes the connection once what is being answered is answered.
     *
     * @param reason for the log, in a few words
     */
    void endAfterAnswer(String reason);

    /** The appends of this connection, in order. */
    AppendSequence appends();

    /**
     * What to do when the connection closes.
     *
     * @param key what it is about; there is one thing to do about each
     * @param action called once, on the connection's event loop; null for nothing any more
     */
    void whenClosed(Object key, @Nullable Runnable action);
}

package io.tailwater.tcp.api;

import io.tailwater.core.partition.AppendSequence;

/** The connection a request came by. Event-loop confined. */
public interface ClientConnection {

    /** The address this client shall use for this broker: the one configured, or else the one it came by. */
    BrokerAddress brokerAddress();

    /** Where the client connects from, as Kafka writes it: {@code /10.0.0.1}. */
    String clientHost();

    /** The appends of this connection, in order. */
    AppendSequence appends();
}

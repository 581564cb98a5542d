package io.tailwater.core.bus;

/**
 * Something parts of a broker tell each other over the event bus, by reference. Whoever sends one does not touch it
 * afterwards, unless its documentation says who owns what. It must not be {@link java.io.Serializable}: Vert.x would copy it
 * silently if it were ever sent without {@link LocalReferenceCodec}.
 */
public interface BrokerMessage {}

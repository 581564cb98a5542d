/**
 * How a connection of the Kafka protocol finds out who its client is (KIP-12, KIP-152, KIP-368): which requests it takes when,
 * and what becomes of the messages of SASL, which are core's. Begin at {@link io.tailwater.tcp.sasl.SaslSession}, which belongs
 * to its connection's event loop.
 */
@NullMarked
package io.tailwater.tcp.sasl;

import org.jspecify.annotations.NullMarked;

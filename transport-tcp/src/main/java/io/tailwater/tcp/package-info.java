/**
 * The Kafka protocol over TCP: listening, framing, one connection's requests in order, limits. Every connection is confined
 * to one event loop.
 *
 * <p>Begin at {@link io.tailwater.tcp.KafkaServerVerticle}; what a request means is in {@link io.tailwater.tcp.api}.
 */
@NullMarked
package io.tailwater.tcp;

import org.jspecify.annotations.NullMarked;

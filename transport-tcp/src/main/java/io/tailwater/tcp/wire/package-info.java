/**
 * Between bytes and kafka-clients' generated messages: headers, responses with records that are never copied, error codes.
 * The only package that touches Kafka's record classes. Everything here is confined to the event loop that calls it or has
 * no state.
 *
 * <p>Begin at {@link io.tailwater.tcp.wire.RequestHeader} for the way in and {@link io.tailwater.tcp.wire.ResponseWriter}
 * for the way out.
 */
@NullMarked
package io.tailwater.tcp.wire;

import org.jspecify.annotations.NullMarked;

/**
 * {@code /v1/stream}: the WebSocket protocol that {@code PROTOCOL.md} describes. Every connection is confined to one event loop.
 *
 * <p>Begin at {@link io.tailwater.websocket.stream.StreamEntrance}, then {@code StreamConnection}; what clients may ask is in
 * {@code Operation}, what they are told in {@code Events}.
 */
@NullMarked
package io.tailwater.websocket.stream;

import org.jspecify.annotations.NullMarked;

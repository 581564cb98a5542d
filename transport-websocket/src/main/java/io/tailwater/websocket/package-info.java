/**
 * The port for browsers: WebSocket and HTTP. Every connection is confined to one event loop.
 *
 * <p>Begin at {@link io.tailwater.websocket.TailServerVerticle}, then {@link io.tailwater.websocket.RouteParts}, the list of
 * everything that is served. {@code PROTOCOL.md} beside this module is the contract with clients.
 */
@NullMarked
package io.tailwater.websocket;

import org.jspecify.annotations.NullMarked;

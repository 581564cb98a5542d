/**
 * The seam between the port and what is served there. Begin at {@link io.tailwater.websocket.route.RoutePart}. Everything is
 * confined to one event loop.
 */
@NullMarked
package io.tailwater.websocket.route;

import org.jspecify.annotations.NullMarked;

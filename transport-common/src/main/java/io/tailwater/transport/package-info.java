/**
 * How bytes leave through a socket: leased slices as file regions, one flush for all that one turn of the event loop
 * produced, bytes in flight counted. The only package that uses Vert.x's internals. Everything is confined to its socket's
 * event loop.
 *
 * <p>Begin at {@link io.tailwater.transport.SocketWriter}.
 */
@NullMarked
package io.tailwater.transport;

import org.jspecify.annotations.NullMarked;

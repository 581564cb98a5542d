/**
 * Live reading that many share. A reader has a position and asks for what is there; what is read, decoded and made text for one
 * is kept for a while for others at the same place, and nobody has a queue. Confined to one event loop, but for
 * {@link io.tailwater.websocket.tail.ChunkEncoder}, which works on a worker.
 *
 * <p>Begin at {@link io.tailwater.websocket.tail.Feeds}, then {@link io.tailwater.websocket.tail.Feed}.
 */
@NullMarked
package io.tailwater.websocket.tail;

import org.jspecify.annotations.NullMarked;

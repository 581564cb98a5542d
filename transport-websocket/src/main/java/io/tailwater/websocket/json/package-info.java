/**
 * Records as JSON text, written straight from their bytes: what {@code PROTOCOL.md} says of them. Stateless or owned by one
 * thread. Begin at {@link io.tailwater.websocket.json.RecordWriter}.
 */
@NullMarked
package io.tailwater.websocket.json;

import org.jspecify.annotations.NullMarked;

/**
 * The HTTP API: one handler a file, listed in {@link io.tailwater.websocket.http.ApiHandlers}, described by
 * {@code openapi.json} beside them. Confined to one event loop; what may take long is done by the broker's shards or workers.
 * Begin at {@link io.tailwater.websocket.http.HttpApi}.
 */
@NullMarked
package io.tailwater.websocket.http;

import org.jspecify.annotations.NullMarked;

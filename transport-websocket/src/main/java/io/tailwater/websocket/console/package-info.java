/**
 * Serves what browsers load: the console and {@code tailwater.js}, from the class path. Confined to one event loop; files are
 * read on a worker. Begin at {@link io.tailwater.websocket.console.StaticFiles}.
 */
@NullMarked
package io.tailwater.websocket.console;

import org.jspecify.annotations.NullMarked;

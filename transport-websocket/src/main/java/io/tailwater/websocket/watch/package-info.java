/**
 * What programs that watch the broker ask for over HTTP: metrics and health. Confined to event loops. Begin at
 * {@link io.tailwater.websocket.watch.MetricsRoute}.
 */
@NullMarked
package io.tailwater.websocket.watch;

import org.jspecify.annotations.NullMarked;

/**
 * The durable event bus for browsers: Vert.x's SockJS bridge at {@code /eventbus}, which lets the documented addresses through
 * ({@link io.tailwater.core.eventbus.DurableBusAddresses}) and nothing else. Confined to the event loop on which a session
 * began. Begin at {@link io.tailwater.websocket.eventbus.EventBusBridge}.
 */
@NullMarked
package io.tailwater.websocket.eventbus;

import org.jspecify.annotations.NullMarked;

/** The bridge of the event bus, with a client that speaks SockJS by hand. */
@NullMarked
package io.tailwater.websocket.eventbus;

import org.jspecify.annotations.NullMarked;

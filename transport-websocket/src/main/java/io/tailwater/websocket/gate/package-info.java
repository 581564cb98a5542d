/**
 * Who may connect and ask at all, before anything else is looked at: the names in {@code Host}, the pages in {@code Origin},
 * and how many connections there are. Begin at {@link io.tailwater.websocket.gate.RequestGate}.
 */
@NullMarked
package io.tailwater.websocket.gate;

import org.jspecify.annotations.NullMarked;

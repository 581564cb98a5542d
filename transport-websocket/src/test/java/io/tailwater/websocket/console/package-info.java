/** What browsers load, over a real port. */
@NullMarked
package io.tailwater.websocket.console;

import org.jspecify.annotations.NullMarked;

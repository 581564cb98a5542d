/** The HTTP API of a real broker in this process, asked by the JDK's client. */
@NullMarked
package io.tailwater.websocket.http;

import org.jspecify.annotations.NullMarked;

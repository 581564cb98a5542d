/**
 * How a broker is started: from the command line, inside another program, or by the Vert.x launcher.
 *
 * <p>Begin at {@link io.tailwater.server.Tailwater}, which wires the verticles and which the others use;
 * {@link io.tailwater.server.TailwaterMain} is the command line. Starting and stopping block, and are done by plain threads.
 */
@NullMarked
package io.tailwater.server;

import org.jspecify.annotations.NullMarked;

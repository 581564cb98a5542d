/**
 * The loads: closed loop (as many requests under way as allowed, each answer lets the next go) and open loop (requests
 * leave at scheduled instants whatever the answers do, and time counts from the schedule, so that nothing is omitted).
 *
 * <p>Connections are {@link io.tailwater.bench.load.LoadConnection}s run by {@link io.tailwater.bench.load.SocketLoop}
 * threads; an open loop has a {@link io.tailwater.bench.load.PacedSender} thread besides. They meet in a
 * {@link io.tailwater.bench.load.Tally} only. Begin at {@link io.tailwater.bench.load.ClosedProduceLoad}.
 */
@NullMarked
package io.tailwater.bench.load;

import org.jspecify.annotations.NullMarked;

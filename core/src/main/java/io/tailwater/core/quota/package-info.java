/**
 * How much each client may do in a second: bytes, time, changes of topics, connections. One set of quotas for all transports.
 *
 * <p>Transports ask {@link io.tailwater.core.quota.Quotas#limits} what holds for a client, and tell it what the client did; it
 * answers how long to wait. Nothing here waits itself. Everything is thread-safe, what requests touch without locks, and a broker
 * without quotas pays one comparison with null. Begin at {@link io.tailwater.core.quota.Quotas}.
 */
@NullMarked
package io.tailwater.core.quota;

import org.jspecify.annotations.NullMarked;

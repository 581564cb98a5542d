/**
 * What a broker does, without a wire: topics, partitions, durability, producers' state and the messages between them.
 *
 * <p>Begin at {@link io.tailwater.core.Broker}, which is what a transport sees, and {@link io.tailwater.core.BrokerVerticle},
 * which starts everything behind it. Requests cross the event bus to the shard that owns a partition; bytes travel by
 * reference; changes are published events.
 */
@NullMarked
package io.tailwater.core;

import org.jspecify.annotations.NullMarked;

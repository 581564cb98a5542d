/**
 * Partitions: offsets, order, durability, waiting fetches. Each partition belongs to one shard, a verticle on an event loop,
 * and everything that changes it happens there.
 *
 * <p>Begin at {@link io.tailwater.core.partition.PartitionClient}, which is how transports reach partitions.
 */
@NullMarked
package io.tailwater.core.partition;

import org.jspecify.annotations.NullMarked;

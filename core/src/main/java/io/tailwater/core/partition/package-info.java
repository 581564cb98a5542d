/**
 * Partitions: offsets, order, durability, waiting fetches. Each partition belongs to one shard, a verticle on an event loop,
 * and everything that changes it happens there.
 *
 * <p>Begin at {@link io.tailwater.core.partition.PartitionClient}, which is how transports reach partitions, and at
 * {@link io.tailwater.core.partition.PartitionShards}, which runs them. An append goes through {@code CheckedAppends} (the
 * connection's loop), {@code AppendCommand} (the bus), {@code Partition} (the shard's loop), and {@code GroupCommit} where it
 * is to survive power loss. A fetch goes through {@code GatheredFetch} (the connection's), {@code FetchCommand} (the bus) and
 * {@code FetchRound} (the shard's), and waits among the partition's {@code Watchers}.
 */
@NullMarked
package io.tailwater.core.partition;

import org.jspecify.annotations.NullMarked;

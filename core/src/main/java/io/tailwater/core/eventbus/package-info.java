/**
 * The event bus made durable: any verticle, on this node or another, produces to topics and tails them without knowing Kafka.
 *
 * <p>Begin at {@link io.tailwater.core.eventbus.DurableBus}, which is a small client of two documented addresses
 * ({@link io.tailwater.core.eventbus.DurableBusAddresses}); whoever cannot use it sends the same messages, JSON objects and
 * buffers. {@code service} is what answers them, next to the broker.
 */
@NullMarked
package io.tailwater.core.eventbus;

import org.jspecify.annotations.NullMarked;

/**
 * Records instead of batches: for those who produce and read without speaking Kafka, such as HTTP and the event bus.
 *
 * <p>A {@link io.tailwater.core.client.RecordProducer} chooses partitions as Kafka's clients do, makes batches and appends them;
 * a {@link io.tailwater.core.client.TopicReader} reads a topic's records from a position on, and waits for more. Both are
 * confined to one event loop; batches are decoded on workers. Begin at {@link io.tailwater.core.client.RecordAccess}.
 */
@NullMarked
package io.tailwater.core.client;

import org.jspecify.annotations.NullMarked;

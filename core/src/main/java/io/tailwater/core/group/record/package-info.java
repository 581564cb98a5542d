/**
 * The records of {@code __consumer_offsets}, in Kafka's formats: committed offsets, classic groups, and the groups whose members
 * have epochs. Immutable values, any thread. Begin at {@link io.tailwater.core.group.record.RecordKey}.
 *
 * <p>Written are the versions that Kafka 4 writes, so that its tools read the log; read are all since 0.
 */
@NullMarked
package io.tailwater.core.group.record;

import org.jspecify.annotations.NullMarked;

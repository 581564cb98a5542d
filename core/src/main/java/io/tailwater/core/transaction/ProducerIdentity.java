package io.tailwater.core.transaction;

/**
 * What a producer is to write with from now on.
 *
 * @param producerId 0 or more
 * @param producerEpoch 0 or more
 */
public record ProducerIdentity(long producerId, short producerEpoch) {}

package io.tailwater.core.transaction;

/**
 * Who a producer says it is.
 *
 * @param transactionalId the name it goes by
 * @param producerId the id it was given
 * @param producerEpoch the epoch it was given
 */
public record ProducerClaim(String transactionalId, long producerId, short producerEpoch) {}

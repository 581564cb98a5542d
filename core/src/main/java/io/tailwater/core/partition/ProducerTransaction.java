package io.tailwater.core.partition;

/**
 * What a producer says of the transaction it writes in.
 *
 * @param transactionalId the name under which its coordinator knows it
 * @param addsPartitions whether writing to a partition makes that part of the transaction (KIP-890); otherwise the producer
 *     has told its coordinator before
 */
public record ProducerTransaction(String transactionalId, boolean addsPartitions) {}

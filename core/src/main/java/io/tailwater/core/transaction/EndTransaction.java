package io.tailwater.core.transaction;

/**
 * A producer ends its transaction.
 *
 * @param producer who
 * @param committed whether its records shall count
 * @param epochPerTransaction whether the producer takes another epoch for its next transaction (KIP-890)
 */
public record EndTransaction(ProducerClaim producer, boolean committed, boolean epochPerTransaction) {}

package io.tailwater.core.config;

import io.tailwater.core.record.CheckRules;

/**
 * Producers in general.
 *
 * @param check how closely produced batches are looked at
 * @param expirationMillis a producer idle for so long is forgotten by a partition ({@code producer.id.expiration.ms})
 * @param maxPerPartition producers a partition remembers at most; the longest idle is forgotten first
 */
public record ProducersConfig(CheckRules.Level check, long expirationMillis, int maxPerPartition) {

    /** Every record looked at; a day; 10,000. */
    public static final ProducersConfig DEFAULTS =
            new ProducersConfig(CheckRules.Level.RECORDS, 24L * 60 * 60 * 1000, 10_000);

    public ProducersConfig {
        Require.that(expirationMillis >= 1, "producers.expirationMillis must be at least 1, not %d", expirationMillis);
        Require.that(maxPerPartition >= 1, "producers.maxPerPartition must be at least 1, not %d", maxPerPartition);
    }
}

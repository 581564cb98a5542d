package io.tailwater.core.config;

/**
 * Transactions.
 *
 * @param partitions partitions of {@code __transaction_state} when it is made ({@code transaction.state.log.num.partitions})
 * @param maxTimeoutMillis the longest time-out a producer may ask for ({@code transaction.max.timeout.ms})
 * @param idExpirationMillis a transactional id idle for so long is forgotten ({@code transactional.id.expiration.ms})
 * @param maxIds transactional ids at most
 */
public record TransactionsConfig(int partitions, int maxTimeoutMillis, long idExpirationMillis, int maxIds) {

    /** Kafka's, but for one partition, and a bound on what Kafka does not bound. */
    public static final TransactionsConfig DEFAULTS =
            new TransactionsConfig(1, 15 * 60_000, 7L * 24 * 60 * 60_000, 100_000);

    public TransactionsConfig {
        Require.that(partitions >= 1, "transactions.partitions must be at least 1, not %d", partitions);
        Require.that(
                maxTimeoutMillis >= 1, "transactions.maxTimeoutMillis must be at least 1, not %d", maxTimeoutMillis);
        Require.that(
                idExpirationMillis >= 1,
                "transactions.idExpirationMillis must be at least 1, not %d",
                idExpirationMillis);
        Require.that(maxIds >= 1, "transactions.maxIds must be at least 1, not %d", maxIds);
    }

    public TransactionsConfig withMaxTimeoutMillis(int changed) {
        return new TransactionsConfig(partitions, changed, idExpirationMillis, maxIds);
    }

    public TransactionsConfig withIdExpirationMillis(long changed) {
        return new TransactionsConfig(partitions, maxTimeoutMillis, changed, maxIds);
    }
}

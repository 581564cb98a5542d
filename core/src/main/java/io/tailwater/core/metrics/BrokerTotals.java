package io.tailwater.core.metrics;

/**
 * What a broker has done since it started, whoever else counts. Rates are differences between two of them.
 *
 * @param appendedBatches batches written to partitions
 * @param appendedRecords records in them
 * @param appendedBytes bytes of them
 * @param fetchedBytes bytes of batches handed to readers
 * @param flushes forces to disk
 * @param connections connections of Kafka clients that are open now
 */
public record BrokerTotals(
        long appendedBatches,
        long appendedRecords,
        long appendedBytes,
        long fetchedBytes,
        long flushes,
        long connections) {

    public static final BrokerTotals NOTHING = new BrokerTotals(0, 0, 0, 0, 0, 0);

    /** Both together. */
    public BrokerTotals plus(BrokerTotals other) {
        return new BrokerTotals(
                appendedBatches + other.appendedBatches,
                appendedRecords + other.appendedRecords,
                appendedBytes + other.appendedBytes,
                fetchedBytes + other.fetchedBytes,
                flushes + other.flushes,
                connections + other.connections);
    }
}

package io.tailwater.core.topic;

/**
 * What opening all logs found.
 *
 * @param topics how many topics there are
 * @param partitions how many partitions they have
 * @param offlinePartitions how many of those cannot be served
 * @param scannedBytes bytes of batches that were read and checked
 * @param cutBytes bytes that were cut off because they were torn
 * @param rebuiltIndexes index files made anew
 */
public record RecoverySummary(
        int topics, int partitions, int offlinePartitions, long scannedBytes, long cutBytes, int rebuiltIndexes) {}

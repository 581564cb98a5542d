package io.tailwater.bench.wire;

/**
 * How much one fetch brings and how long it waits when there is nothing.
 *
 * @param partitionBytes at most so many bytes from one partition
 * @param maxBytes at most so many bytes in all
 * @param maxWaitMillis how long the broker may wait for the first byte
 */
public record FetchLimits(int partitionBytes, int maxBytes, int maxWaitMillis) {}

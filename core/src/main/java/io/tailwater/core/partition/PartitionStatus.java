package io.tailwater.core.partition;

/**
 * A partition's extent.
 *
 * @param logStartOffset its first offset
 * @param endOffset the offset after its last
 * @param durableOffset everything below survives power loss
 * @param sizeBytes bytes of its batches
 */
public record PartitionStatus(long logStartOffset, long endOffset, long durableOffset, long sizeBytes) {}

package io.tailwater.core.partition;

/**
 * A partition's extent.
 *
 * @param logStartOffset its first offset
 * @param endOffset the offset after the last that readers get
 * @param durableOffset everything below survives power loss
 * @param sizeBytes bytes of its batches
 * @param appendedBytes bytes of batches appended since it was opened
 * @param fetchedBytes bytes of batches handed to readers since it was opened
 */
public record PartitionStatus(
        long logStartOffset,
        long endOffset,
        long durableOffset,
        long sizeBytes,
        long appendedBytes,
        long fetchedBytes) {}

package io.tailwater.core.partition;

import io.tailwater.spi.LogId;

/**
 * Where a log begins and ends at some moment.
 *
 * @param id which
 * @param startOffset its first offset
 * @param endOffset the offset after its last
 */
public record LogExtent(LogId id, long startOffset, long endOffset) {}

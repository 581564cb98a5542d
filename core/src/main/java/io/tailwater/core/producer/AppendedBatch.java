package io.tailwater.core.producer;

import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;

/**
 * What of an idempotent producer's batch a partition remembers.
 *
 * @param producerId 0 or more
 * @param producerEpoch 0 or more
 * @param firstSequence the first record's sequence number, 0 or more; -1 in what coordinators write, who count
 *     nothing
 * @param lastSequence the last record's
 * @param baseOffset the first record's offset; before the batch is appended, anything
 * @param timestampMillis the largest timestamp
 * @param transactional whether its records are decided by a marker to come
 */
public record AppendedBatch(
        long producerId,
        short producerEpoch,
        int firstSequence,
        int lastSequence,
        long baseOffset,
        long timestampMillis,
        boolean transactional) {

    /** Reads it from a header. */
    public static AppendedBatch of(ByteBuffer buffer, int at) {
        int firstSequence = RecordBatchHeader.baseSequence(buffer, at);
        return new AppendedBatch(
                RecordBatchHeader.producerId(buffer, at),
                RecordBatchHeader.producerEpoch(buffer, at),
                firstSequence,
                Sequences.plus(firstSequence, RecordBatchHeader.lastOffsetDelta(buffer, at)),
                RecordBatchHeader.baseOffset(buffer, at),
                RecordBatchHeader.maxTimestamp(buffer, at),
                RecordBatchHeader.isTransactional(buffer, at));
    }
}

package io.tailwater.storage.tck.memory;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;

/** What a segment remembers of a batch, besides its bytes from {@code position} on. */
record StoredBatch(
        long baseOffset, long lastOffset, int position, int size, long baseTimestampMillis, long maxTimestampMillis) {

    static StoredBatch of(ByteBuffer buffer, int at, int size) {
        return new StoredBatch(
                RecordBatchHeader.baseOffset(buffer, at),
                RecordBatchHeader.lastOffset(buffer, at),
                at,
                size,
                RecordBatchHeader.baseTimestamp(buffer, at),
                RecordBatchHeader.maxTimestamp(buffer, at));
    }

    StoredBatch movedTo(int otherPosition) {
        return new StoredBatch(baseOffset, lastOffset, otherPosition, size, baseTimestampMillis, maxTimestampMillis);
    }

    BatchReference reference() {
        return new BatchReference(baseOffset, lastOffset, maxTimestampMillis);
    }
}

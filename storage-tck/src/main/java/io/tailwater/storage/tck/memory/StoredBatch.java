package io.tailwater.storage.tck.memory;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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

    /** Looks at every header before anything is changed: all or nothing is taken. */
    static List<StoredBatch> parse(ByteBuffer batches, long from, long to) {
        List<StoredBatch> parsed = new ArrayList<>();
        long expected = from;
        int at = batches.position();
        while (at < batches.limit()) {
            int rest = batches.limit() - at;
            int size = rest < RecordBatchHeader.SIZE ? rest : RecordBatchHeader.sizeInBytes(batches, at);
            if (size < RecordBatchHeader.SIZE || size > rest) {
                throw new IllegalArgumentException("no whole batch at byte " + at + " of " + batches);
            }
            StoredBatch batch = StoredBatch.of(batches, at, size);
            if (batch.baseOffset() < expected || batch.lastOffset() < batch.baseOffset() || batch.lastOffset() >= to) {
                throw new IllegalArgumentException("batch from offset " + batch.baseOffset() + " to "
                        + batch.lastOffset() + " where it should be between " + expected + " and " + to);
            }
            parsed.add(batch);
            expected = batch.lastOffset() + 1;
            at += size;
        }
        return parsed;
    }

    StoredBatch movedTo(int otherPosition) {
        return new StoredBatch(baseOffset, lastOffset, otherPosition, size, baseTimestampMillis, maxTimestampMillis);
    }

    BatchReference reference() {
        return new BatchReference(baseOffset, lastOffset, maxTimestampMillis);
    }
}

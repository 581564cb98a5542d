package io.tailwater.examples.simple;

import io.tailwater.spi.BatchReference;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What is remembered of a batch; {@code position} is where it is in its file, or in the buffer that it comes from. */
record Batch(long baseOffset, long lastOffset, long position, int size, long maxTimestampMillis, int leaderEpoch) {

    /** @param at where its header is in the buffer */
    static Batch of(ByteBuffer buffer, int at, long position) {
        return new Batch(
                RecordBatchHeader.baseOffset(buffer, at),
                RecordBatchHeader.lastOffset(buffer, at),
                position,
                RecordBatchHeader.sizeInBytes(buffer, at),
                RecordBatchHeader.maxTimestamp(buffer, at),
                RecordBatchHeader.leaderEpoch(buffer, at));
    }

    /** Looks at all headers of an append, so that all of it is taken or nothing. */
    static List<Batch> all(ByteBuffer batches, long endOffset) {
        List<Batch> all = new ArrayList<>();
        long next = endOffset;
        for (int at = batches.position(); at < batches.limit(); ) {
            int size = SoundBatch.sizeOf(batches, at);
            if (size == 0 || RecordBatchHeader.baseOffset(batches, at) < next) {
                throw new IllegalArgumentException("no whole batch from offset " + next + " on at byte " + at);
            }
            Batch batch = of(batches, at, at);
            all.add(batch);
            next = batch.lastOffset() + 1;
            at += size;
        }
        return all;
    }

    Batch movedTo(long otherPosition) {
        return new Batch(baseOffset, lastOffset, otherPosition, size, maxTimestampMillis, leaderEpoch);
    }

    BatchReference reference() {
        return new BatchReference(baseOffset, lastOffset, maxTimestampMillis);
    }
}

package io.tailwater.records;

import io.tailwater.core.record.TimestampedOffset;
import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a record of one stored batch by its timestamp. Owned by one call. In a batch stamped by the broker every record
 * has the batch's largest timestamp, whatever its own says.
 */
final class TimestampSearch implements RecordVisitor {

    private final ByteBuffer batch;
    private final int at;
    private final long stopAtMillis;
    private final long fromOffset;
    private long foundMillis = Long.MIN_VALUE;
    private int foundOffsetDelta = -1;

    private TimestampSearch(ByteBuffer batch, long stopAtMillis, long fromOffset) {
        this.batch = batch;
        this.at = batch.position();
        this.stopAtMillis = stopAtMillis;
        this.fromOffset = fromOffset;
    }

    static Optional<TimestampedOffset> firstAtOrAfter(
            ByteBuffer batch, long timestampMillis, long fromOffset, BufferPool pool) {
        return new TimestampSearch(batch, timestampMillis, fromOffset)
                .run(pool)
                .filter(found -> found.timestampMillis() >= timestampMillis);
    }

    static Optional<TimestampedOffset> largest(ByteBuffer batch, BufferPool pool) {
        return new TimestampSearch(batch, RecordBatchHeader.maxTimestamp(batch, batch.position()), 0).run(pool);
    }

    /** Keeps the first record with the largest timestamp so far; the first that is large enough ends the search. */
    @Override
    public boolean visit(long timestampDelta, int offsetDelta, int keyLength) {
        if (RecordBatchHeader.baseOffset(batch, at) + offsetDelta < fromOffset) {
            return true;
        }
        long timestamp = RecordBatchHeader.isLogAppendTime(batch, at)
                ? RecordBatchHeader.maxTimestamp(batch, at)
                : RecordBatchHeader.baseTimestamp(batch, at) + timestampDelta;
        if (foundOffsetDelta < 0 || timestamp > foundMillis) {
            foundMillis = timestamp;
            foundOffsetDelta = offsetDelta;
        }
        return timestamp < stopAtMillis;
    }

    private Optional<TimestampedOffset> run(BufferPool pool) {
        RecordWalk walk = new RecordWalk(this, RecordBatchHeader.recordCount(batch, at));
        try (Chunks chunks = Chunks.of(batch, at, pool)) {
            @Nullable ByteBuffer chunk = chunks.next(Integer.MAX_VALUE);
            while (chunk != null && walk.accept(chunk)) {
                chunk = chunks.next(Integer.MAX_VALUE);
            }
        } catch (IOException e) {
            // Stored unchecked by the topic's choice: what could be read before counts, as the interface says.
        }
        return foundOffsetDelta < 0
                ? Optional.empty()
                : Optional.of(
                        new TimestampedOffset(foundMillis, RecordBatchHeader.baseOffset(batch, at) + foundOffsetDelta));
    }
}

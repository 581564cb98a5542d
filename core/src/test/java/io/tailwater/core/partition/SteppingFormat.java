package io.tailwater.core.partition;

import io.tailwater.core.BrokerError;
import io.tailwater.core.ErrorCode;
import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.record.CheckRules;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.record.TimestampedOffset;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.tck.TestBatches;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at batches of which every record has the timestamp that its place gives it: the first that of the header's base, the
 * last the largest. A check takes as many bytes of budget as the batches have. Thread-safe.
 */
final class SteppingFormat implements RecordFormat {

    /** Checks that were begun and not closed. */
    final AtomicInteger open = new AtomicInteger();

    @Override
    public BatchCheck check(ByteBuffer batches, CheckRules rules) {
        open.incrementAndGet();
        return new BatchCheck() {
            private int left = batches.remaining();
            private boolean closed;

            @Override
            public boolean advance(int budgetBytes) {
                left -= Math.min(left, budgetBytes);
                return left == 0;
            }

            @Override
            public @Nullable BrokerError error() {
                boolean good = RecordBatchHeader.sizeInBytes(batches, batches.position()) != batches.remaining()
                        || TestBatches.isIntact(batches);
                return good ? null : new BrokerError(ErrorCode.CORRUPT_MESSAGE, "the CRC is wrong");
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Override
    public Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis) {
        int records = RecordBatchHeader.recordCount(batch, 0);
        long base = RecordBatchHeader.baseTimestamp(batch, 0);
        long step = records == 1 ? 0 : (RecordBatchHeader.maxTimestamp(batch, 0) - base) / (records - 1);
        for (int i = 0; i < records; i++) {
            if (base + i * step >= timestampMillis) {
                return Optional.of(new TimestampedOffset(base + i * step, RecordBatchHeader.baseOffset(batch, 0) + i));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<TimestampedOffset> largestTimestamp(ByteBuffer batch) {
        return firstAtOrAfter(batch, RecordBatchHeader.maxTimestamp(batch, 0));
    }
}

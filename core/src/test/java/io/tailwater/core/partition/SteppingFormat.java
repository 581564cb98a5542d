package io.tailwater.core.partition;

import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.record.CheckRules;
import io.tailwater.core.record.KeyScan;
import io.tailwater.core.record.RecordFilter;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.record.RecordReader;
import io.tailwater.core.record.RecordScan;
import io.tailwater.core.record.TargetCompression;
import io.tailwater.core.record.TimestampedOffset;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.tck.TestBatches;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Looks at uncompressed batches. A check takes as many bytes of budget as the batches have. Thread-safe. */
final class SteppingFormat implements RecordFormat {

    /** Checks that were begun and not closed. */
    final AtomicInteger open = new AtomicInteger();

    /** Batches written anew. */
    final AtomicInteger recompressed = new AtomicInteger();

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
    public Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset) {
        ByteBuffer records = batch.duplicate().position(batch.position() + RecordBatchHeader.SIZE);
        while (records.hasRemaining()) {
            int next = (int) varlong(records) + records.position();
            records.get(); // attributes
            long timestamp = RecordBatchHeader.baseTimestamp(batch, batch.position()) + varlong(records);
            long offset = RecordBatchHeader.baseOffset(batch, batch.position()) + varlong(records);
            if (timestamp >= timestampMillis && offset >= fromOffset) {
                return Optional.of(new TimestampedOffset(timestamp, offset));
            }
            records.position(next);
        }
        return Optional.empty();
    }

    private static long varlong(ByteBuffer source) {
        long value = 0;
        byte read = source.get();
        for (int shift = 0; ; shift += 7, read = source.get()) {
            value |= (read & 0x7fL) << shift;
            if (read >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
    }

    /** Only counts, and gives the same again. */
    @Override
    public Result<ByteBuffer> recompress(ByteBuffer batch, TargetCompression target, int maxBytes) {
        recompressed.incrementAndGet();
        return Result.ok(
                ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip());
    }

    @Override
    public Optional<TimestampedOffset> largestTimestamp(ByteBuffer batch) {
        return firstAtOrAfter(batch, RecordBatchHeader.maxTimestamp(batch, batch.position()));
    }

    @Override
    public void scanKeys(ByteBuffer batch, KeyScan scan) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteBuffer compact(ByteBuffer batch, RecordFilter filter, long horizonMillis) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BatchBuilder newBatch(long producerId, short producerEpoch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void read(ByteBuffer batch, RecordReader reader) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scan(ByteBuffer batch, long fromOffset, int maxRecordBytes, RecordScan scan) {
        throw new UnsupportedOperationException();
    }
}

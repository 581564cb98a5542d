package io.tailwater.records;

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
import io.tailwater.core.result.Result;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Record batches of format v2, as Kafka's clients write them. Thread-safe. */
public final class RecordBatchFormat implements RecordFormat {

    /** Room for the buffers of two lz4 streams with the largest blocks there are, 4 MiB. */
    private static final int RETAINED_BYTES = 8 << 20;

    private final BufferPool pool;

    /** For {@link java.util.ServiceLoader}. */
    public RecordBatchFormat() {
        this(new BufferPool(RETAINED_BYTES));
    }

    RecordBatchFormat(BufferPool pool) {
        this.pool = pool;
    }

    @Override
    public BatchCheck check(ByteBuffer batches, CheckRules rules) {
        return new RecordBatchCheck(batches, rules, pool);
    }

    /** {@inheritDoc} A batch that was stored unchecked and cannot be read further than so far has none. */
    @Override
    public Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset) {
        return TimestampSearch.firstAtOrAfter(batch, timestampMillis, fromOffset, pool);
    }

    /** {@inheritDoc} Of a batch that was stored unchecked, only what can be read counts. */
    @Override
    public Optional<TimestampedOffset> largestTimestamp(ByteBuffer batch) {
        return TimestampSearch.largest(batch, pool);
    }

    @Override
    public Result<ByteBuffer> recompress(ByteBuffer batch, TargetCompression target, int maxBytes) {
        return Recompression.of(batch, target, maxBytes, pool);
    }

    @Override
    public void scanKeys(ByteBuffer batch, KeyScan scan) {
        new StoredBatch(batch, pool).scanKeys(scan);
    }

    @Override
    public @Nullable ByteBuffer compact(ByteBuffer batch, RecordFilter filter, long horizonMillis) {
        return new StoredBatch(batch, pool).compact(batch, filter, horizonMillis);
    }

    @Override
    public BatchBuilder newBatch(long producerId, short producerEpoch) {
        return new PlainBatchBuilder(producerId, producerEpoch);
    }

    @Override
    public void read(ByteBuffer batch, RecordReader reader) {
        new StoredBatch(batch, pool).read(reader);
    }

    @Override
    public void scan(ByteBuffer batch, long fromOffset, int maxRecordBytes, RecordScan scan) {
        new StoredBatch(batch, pool).scan(fromOffset, maxRecordBytes, scan);
    }
}

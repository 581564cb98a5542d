package io.tailwater.core.partition;

import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.record.TimestampedOffset;
import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds records by their timestamps. Blocking, for workers; stateless but for the log it looks at. */
final class OffsetLookup {

    private final PartitionLog log;
    private final RecordFormat format;

    OffsetLookup(PartitionLog log, RecordFormat format) {
        this.log = log;
        this.format = format;
    }

    /** The first record that has the log's largest timestamp. */
    OffsetFound largestTimestamp() {
        Optional<BatchReference> found = log.batchWithLargestTimestamp();
        if (found.isEmpty()) {
            return OffsetFound.NOTHING;
        }
        ByteBuffer batch = batchAt(found.get().baseOffset());
        if (batch == null) {
            return OffsetFound.NOTHING;
        }
        OffsetFound largest =
                format.largestTimestamp(batch).map(at -> foundIn(batch, at)).orElse(OffsetFound.NOTHING);
        // Where the very record was deleted, with others of its batch still there, what is left is looked through.
        return largest.offset() < log.startOffset() ? largestOfWhatIsLeft() : largest;
    }

    private OffsetFound largestOfWhatIsLeft() {
        OffsetFound[] largest = {OffsetFound.NOTHING};
        new BatchHeaders(log).visitFrom(log.startOffset(), (header, at) -> {
            long maxTimestamp = RecordBatchHeader.maxTimestamp(header, at);
            if (maxTimestamp > largest[0].timestampMillis()) {
                ByteBuffer batch = batchAt(RecordBatchHeader.baseOffset(header, at));
                largest[0] = batch == null ? largest[0] : largestIn(batch, maxTimestamp, largest[0]);
            }
            return true;
        });
        return largest[0];
    }

    /** Halves the times in question: each look costs decompression, and a batch may have very many records. */
    private OffsetFound largestIn(ByteBuffer batch, long maxTimestamp, OffsetFound known) {
        OffsetFound largest = known;
        long high = maxTimestamp;
        long asked = high;
        while (largest.timestampMillis() < high) {
            Optional<TimestampedOffset> record = format.firstAtOrAfter(batch, asked, log.startOffset());
            if (record.isPresent()) {
                largest = foundIn(batch, record.get());
            } else {
                high = asked - 1;
            }
            asked = high - (high - largest.timestampMillis()) / 2;
        }
        return largest;
    }

    /** The first record with at least a timestamp. */
    OffsetFound firstAtOrAfter(long timestampMillis) {
        Optional<BatchReference> first = log.firstBatchAtOrAfter(timestampMillis);
        if (first.isEmpty()) {
            return OffsetFound.NOTHING;
        }
        // A header may state a larger timestamp than any record has, where checking records is switched off: go on
        // then.
        OffsetFound[] found = {OffsetFound.NOTHING};
        new BatchHeaders(log).visitFrom(first.get().baseOffset(), (header, at) -> {
            if (RecordBatchHeader.maxTimestamp(header, at) < timestampMillis) {
                return true;
            }
            ByteBuffer batch = batchAt(RecordBatchHeader.baseOffset(header, at));
            if (batch == null) {
                return true;
            }
            Optional<TimestampedOffset> record = format.firstAtOrAfter(batch, timestampMillis, log.startOffset());
            record.ifPresent(there -> found[0] = foundIn(batch, there));
            return record.isEmpty();
        });
        return found[0];
    }

    private OffsetFound foundIn(ByteBuffer batch, TimestampedOffset record) {
        return new OffsetFound(
                record.offset(), record.timestampMillis(), RecordBatchHeader.leaderEpoch(batch, batch.position()));
    }

    /** The batch that holds an offset, or null when it is not there any more. */
    private @Nullable ByteBuffer batchAt(long baseOffset) {
        long from = Math.max(baseOffset, log.startOffset());
        ReadResult read =
                log.read(from, 1, Long.MAX_VALUE).toCompletableFuture().join();
        if (read instanceof LogSlice slice) {
            try (slice) {
                return slice.size() == 0 ? null : slice.toBuffer();
            }
        }
        return null;
    }
}

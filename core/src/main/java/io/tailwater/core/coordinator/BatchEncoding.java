package io.tailwater.core.coordinator;

import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Entries as record batches, and back. Stateless, any thread.
 *
 * <p>A batch has records of one producer, or of none, or one marker. Where neither changes, entries go on in the same batch
 * until it is large and another step begins.
 */
record BatchEncoding(RecordFormat format) {

    private static final int LARGE_BYTES = 1 << 20;

    List<ByteBuffer> encode(List<LogEntry> entries) {
        List<ByteBuffer> batches = new ArrayList<>();
        BatchBuilder builder = null;
        CoordinatorRecord before = null;
        for (LogEntry entry : entries) {
            CoordinatorRecord record = entry.record();
            if (builder != null && !continues(builder, before, entry)) {
                batches.add(builder.build());
                builder = null;
            }
            if (record != null) {
                if (builder == null) {
                    builder = format.newBatch(record.producerId(), record.producerEpoch());
                }
                builder.append(entry.timestampMillis(), record.key(), record.value());
            } else if (entry.marker() != null) {
                batches.add(ControlBatch.of(entry.marker(), entry.timestampMillis()));
            }
            before = record;
        }
        if (builder != null) {
            batches.add(builder.build());
        }
        return batches;
    }

    private static boolean continues(BatchBuilder builder, @Nullable CoordinatorRecord before, LogEntry entry) {
        CoordinatorRecord record = entry.record();
        return record != null
                && before != null
                && record.producerId() == before.producerId()
                && record.producerEpoch() == before.producerEpoch()
                && !(entry.startsStep() && builder.sizeInBytes() >= LARGE_BYTES);
    }

    /**
     * Tells of the entries of stored batches.
     *
     * @param batches whole batches between position and limit
     * @param fromOffset entries below it are left out
     * @return the offset after the last batch, or that of the first that is damaged; {@code fromOffset} when there is none
     * @throws StorageException {@code CORRUPT}, when the first one is damaged
     */
    long decode(ByteBuffer batches, long fromOffset, Consumer<LogEntry> into) {
        long nextOffset = fromOffset;
        for (int at = batches.position(); at < batches.limit(); ) {
            int size = SoundBatch.sizeOf(batches, at);
            try {
                if (size == 0) {
                    throw new StorageException(Kind.CORRUPT, "There is no batch at offset " + nextOffset);
                }
                decodeOne(batches.slice(at, size), fromOffset, into);
            } catch (StorageException e) {
                if (nextOffset > fromOffset) {
                    return nextOffset;
                }
                throw e;
            }
            nextOffset = RecordBatchHeader.lastOffset(batches, at) + 1;
            at += size;
        }
        return nextOffset;
    }

    private void decodeOne(ByteBuffer batch, long fromOffset, Consumer<LogEntry> into) {
        boolean transactional = RecordBatchHeader.isTransactional(batch, 0);
        long producerId = transactional ? RecordBatchHeader.producerId(batch, 0) : CoordinatorRecord.NO_PRODUCER;
        short producerEpoch = transactional ? RecordBatchHeader.producerEpoch(batch, 0) : CoordinatorRecord.NO_EPOCH;
        boolean control = RecordBatchHeader.isControl(batch, 0);
        TransactionMarker marker = control ? ControlBatch.read(batch, 0) : null;
        format.read(batch, (offset, timestampMillis, key, value, headers) -> {
            if (offset < fromOffset) {
                return;
            }
            if (marker != null) {
                into.accept(new LogEntry(offset, timestampMillis, null, marker, true));
            } else if (!control && key != null) {
                CoordinatorRecord record = new CoordinatorRecord(key, value, producerId, producerEpoch);
                into.accept(new LogEntry(offset, timestampMillis, record, null, true));
            }
        });
    }
}

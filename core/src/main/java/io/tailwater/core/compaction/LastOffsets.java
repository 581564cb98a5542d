package io.tailwater.core.compaction;

import io.tailwater.core.record.RecordFormat;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;

/** Finds the last offset of each key in a part of a log. Owned by the compacting thread; blocking. */
final class LastOffsets {

    private final RecordFormat format;
    private final StoredBatches batches;
    private final OffsetMap map;
    private long from;
    private long end;
    private boolean full;

    LastOffsets(RecordFormat format, StoredBatches batches, OffsetMap map) {
        this.format = format;
        this.batches = batches;
        this.map = map;
    }

    /**
     * Fills the map with the keys from an offset on.
     *
     * @return where it ends: at {@code to}, or before where the map was full
     */
    long fill(PartitionLog log, long fromOffset, long to) {
        from = fromOffset;
        end = to;
        full = false;
        map.clear(countRecords(log, fromOffset, to));
        DecidedTransactions transactions = new DecidedTransactions();
        transactions.add(
                log.abortedTransactions(fromOffset, to).toCompletableFuture().join());
        batches.visit(log, fromOffset, to, batch -> {
            if (RecordBatchHeader.isControl(batch, batch.position())) {
                transactions.isIdle(batch, batch.position());
            } else if (!transactions.isAborted(batch, batch.position())) {
                note(batch);
            }
            return !full;
        });
        return end;
    }

    private void note(ByteBuffer batch) {
        format.scanKeys(batch, (offset, keyHigh, keyLow) -> {
            if (offset >= from && !full && !map.put(keyHigh, keyLow, offset)) {
                full = true;
                end = offset;
            }
        });
    }

    /** As many keys as there are at most; no more than the map takes are counted. */
    private long countRecords(PartitionLog log, long fromOffset, long to) {
        long[] records = {0};
        batches.visitHeaders(log, fromOffset, to, (buffer, at) -> {
            records[0] += RecordBatchHeader.isControl(buffer, at) ? 0 : RecordBatchHeader.recordCount(buffer, at);
            return records[0] < map.capacity();
        });
        return records[0];
    }
}

package io.tailwater.core.compaction;

import io.tailwater.core.producer.ProducerEnd;
import io.tailwater.core.record.EmptyBatch;
import io.tailwater.core.record.RecordFilter.Verdict;
import io.tailwater.core.record.RecordFormat;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what is left of each batch of a log, which it is shown in order. Owned by the compacting thread, for one pass.
 *
 * <p>Kafka's rules: the last record of a key stays, and what has an offset that the pass did not look at; a tombstone until its
 * batch's delete horizon, which is set when it is first met (KIP-534); nothing of aborted transactions; a marker until there is
 * nothing left of its transaction, and then to its horizon; the last batch of each producer, if need be without its records.
 */
final class BatchJudge {

    private final RecordFormat format;
    private final OffsetMap lastOffsets;
    private final long mapEnd;
    private final Map<Long, ProducerEnd> producers;
    private final DecidedTransactions transactions;
    private final long nowMillis;
    private final long newHorizonMillis;

    private long batchHorizonMillis;
    private boolean batchHasHorizon;

    private long removedRecords;
    private long nextHorizonMillis = Long.MAX_VALUE;

    /**
     * Begins a pass.
     *
     * @param lastOffsets of the keys below {@code mapEnd}
     * @param newHorizonMillis until when what is met the first time is kept for a while
     */
    BatchJudge(
            RecordFormat format,
            OffsetMap lastOffsets,
            long mapEnd,
            Map<Long, ProducerEnd> producers,
            DecidedTransactions transactions,
            long nowMillis,
            long newHorizonMillis) {
        this.format = format;
        this.lastOffsets = lastOffsets;
        this.mapEnd = mapEnd;
        this.producers = producers;
        this.transactions = transactions;
        this.nowMillis = nowMillis;
        this.newHorizonMillis = newHorizonMillis;
    }

    /** What it is shown next may overlap these aborted transactions. */
    void coming(Collection<AbortedTransaction> aborted) {
        transactions.add(aborted);
    }

    /** What is left: the batch itself, another, or null for nothing. */
    @Nullable
    ByteBuffer leftOf(ByteBuffer batch) {
        int at = batch.position();
        batchHasHorizon = RecordBatchHeader.hasDeleteHorizon(batch, at);
        batchHorizonMillis = batchHasHorizon ? RecordBatchHeader.baseTimestamp(batch, at) : newHorizonMillis;
        ByteBuffer left = RecordBatchHeader.isControl(batch, at) ? leftOfMarker(batch) : leftOfRecords(batch);
        return left == null && isLastOfProducer(batch, at) ? emptied(batch) : left;
    }

    private @Nullable ByteBuffer leftOfMarker(ByteBuffer batch) {
        boolean idle = transactions.isIdle(batch, batch.position());
        if (!idle) {
            return batch;
        }
        if (RecordBatchHeader.recordCount(batch, batch.position()) == 0 || isPastHorizon()) {
            removedRecords += RecordBatchHeader.recordCount(batch, batch.position());
            return null;
        }
        noteHorizon();
        return format.compact(
                batch, (offset, hasKey, high, low, hasValue) -> Verdict.KEEP_FOR_A_WHILE, newHorizonMillis);
    }

    private @Nullable ByteBuffer leftOfRecords(ByteBuffer batch) {
        int records = RecordBatchHeader.recordCount(batch, batch.position());
        if (transactions.isAborted(batch, batch.position())) {
            removedRecords += records;
            return null;
        }
        return records == 0 ? null : format.compact(batch, this::judge, newHorizonMillis);
    }

    private Verdict judge(long offset, boolean hasKey, long keyHigh, long keyLow, boolean hasValue) {
        if (offset >= mapEnd) {
            return Verdict.KEEP;
        }
        if (!hasKey || lastOffsets.get(keyHigh, keyLow) > offset || (!hasValue && isPastHorizon())) {
            removedRecords++;
            return Verdict.DROP;
        }
        if (hasValue) {
            return Verdict.KEEP;
        }
        noteHorizon();
        return Verdict.KEEP_FOR_A_WHILE;
    }

    private boolean isPastHorizon() {
        return batchHasHorizon && batchHorizonMillis <= nowMillis;
    }

    private void noteHorizon() {
        nextHorizonMillis = Math.min(nextHorizonMillis, batchHorizonMillis);
    }

    private boolean isLastOfProducer(ByteBuffer batch, int at) {
        ProducerEnd end = producers.get(RecordBatchHeader.producerId(batch, at));
        if (end == null) {
            return false;
        }
        return end.lastOffset() >= 0
                ? RecordBatchHeader.lastOffset(batch, at) == end.lastOffset()
                : RecordBatchHeader.isControl(batch, at) && RecordBatchHeader.producerEpoch(batch, at) == end.epoch();
    }

    private static ByteBuffer emptied(ByteBuffer batch) {
        return RecordBatchHeader.recordCount(batch, batch.position()) == 0
                ? batch
                : EmptyBatch.of(batch, batch.position());
    }

    /** How many records it took away. */
    long removedRecords() {
        return removedRecords;
    }

    /** When the earliest of what it left for a while may go, {@code Long.MAX_VALUE} when there is nothing. */
    long nextHorizonMillis() {
        return nextHorizonMillis;
    }
}

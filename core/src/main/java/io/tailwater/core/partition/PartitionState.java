package io.tailwater.core.partition;

import io.tailwater.core.producer.AppendedBatch;
import io.tailwater.core.producer.EndedTransaction;
import io.tailwater.core.producer.ProducerStates;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a log's batches: its leader epochs, its producers' sequences and their transactions. Owned by one worker while it is loaded,
 * then by the partition's shard.
 *
 * <p>It could always be computed from the batches' headers. {@link PartitionSnapshot} keeps it, so that only those of the
 * batches after the snapshot need to be read when a log is opened.
 */
final class PartitionState {

    private final LeaderEpochs epochs;
    private final ProducerStates producers;
    private long endOffset;
    private long lastBatchOffset = -1;
    private int lastBatchCrc;
    private long lastAbortedOffset = -1;
    private long appendedBytes;
    private boolean changed;

    PartitionState(LeaderEpochs epochs, ProducerStates producers, long endOffset) {
        this.epochs = epochs;
        this.producers = producers;
        this.endOffset = endOffset;
    }

    /** What a log's batches amount to; blocking. */
    static PartitionState load(PartitionLog log, long nowMillis, long producerExpirationMillis, int maxProducers) {
        ProducerStates producers = new ProducerStates(producerExpirationMillis, maxProducers);
        PartitionState state = PartitionSnapshot.read(log, producers);
        if (state == null) {
            state = new PartitionState(new LeaderEpochs(), producers, log.startOffset());
        }
        state.catchUp(log, nowMillis);
        return state;
    }

    /** What the log knows of aborted transactions beyond the snapshot may be too little after a crash. */
    private void catchUp(PartitionLog log, long nowMillis) {
        log.forgetAborted(endOffset);
        if (endOffset < log.endOffset()) {
            new BatchHeaders(log).visitFrom(endOffset, (buffer, at) -> {
                AbortedTransaction aborted = replay(buffer, at, nowMillis);
                if (aborted != null) {
                    log.noteAborted(aborted);
                }
                return true;
            });
        }
        epochs.startMovedTo(log.startOffset());
    }

    /**
     * Takes up a batch that is in the log already.
     *
     * @param buffer has its header; if it is a control batch, all of it
     * @return the transaction that it aborted, to be noted in the log, or null
     */
    @Nullable
    AbortedTransaction replay(ByteBuffer buffer, int at, long nowMillis) {
        boolean control = RecordBatchHeader.isControl(buffer, at);
        boolean fromProducer = !control && RecordBatchHeader.producerId(buffer, at) >= 0;
        appended(buffer, at, fromProducer ? AppendedBatch.of(buffer, at) : null, nowMillis);
        TransactionMarker marker = control ? ControlBatch.read(buffer, at) : null;
        return marker == null
                ? null
                : ended(
                        marker,
                        RecordBatchHeader.lastOffset(buffer, at),
                        RecordBatchHeader.maxTimestamp(buffer, at),
                        nowMillis);
    }

    private @Nullable AbortedTransaction ended(
            TransactionMarker marker, long markerOffset, long timestampMillis, long nowMillis) {
        EndedTransaction ended = producers.ended(marker, markerOffset, timestampMillis, nowMillis);
        if (ended == null || marker.committed()) {
            return null;
        }
        lastAbortedOffset = markerOffset;
        return new AbortedTransaction(
                marker.producerId(), ended.firstOffset(), markerOffset, ended.firstUndecidedOffset());
    }

    /**
     * A batch was appended.
     *
     * @param fromProducer what its producer says of it, or null when that is not idempotent
     */
    void appended(ByteBuffer buffer, int at, @Nullable AppendedBatch fromProducer, long nowMillis) {
        lastBatchOffset = RecordBatchHeader.baseOffset(buffer, at);
        lastBatchCrc = (int) RecordBatchHeader.crc(buffer, at);
        endOffset = RecordBatchHeader.lastOffset(buffer, at) + 1;
        changed = true;
        epochs.begin(RecordBatchHeader.leaderEpoch(buffer, at), lastBatchOffset);
        if (fromProducer != null) {
            producers.appended(fromProducer, nowMillis, appendedBytes);
        }
        appendedBytes += RecordBatchHeader.sizeInBytes(buffer, at);
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    ProducerStates producers() {
        return producers;
    }

    /** How many bytes were taken up since the state was loaded. */
    long appendedBytes() {
        return appendedBytes;
    }

    /** How many of these lie before the earliest transaction that is not decided. */
    long stableBytes() {
        return producers.bytesBeforeUndecided(appendedBytes);
    }

    /** The offset of the last marker that aborted a transaction, -1 when there was none. */
    long lastAbortedOffset() {
        return lastAbortedOffset;
    }

    void setLastAbortedOffset(long offset) {
        lastAbortedOffset = offset;
    }

    /** The offset after the last batch that is taken up. */
    long endOffset() {
        return endOffset;
    }

    /** The base offset of the last batch that is taken up, -1 when there was none. */
    long lastBatchOffset() {
        return lastBatchOffset;
    }

    /** The CRC of that batch. */
    int lastBatchCrc() {
        return lastBatchCrc;
    }

    void setLastBatch(long baseOffset, int crc) {
        lastBatchOffset = baseOffset;
        lastBatchCrc = crc;
    }

    /** A batch was written anew by compaction: the last one is known by its CRC. */
    void rewritten(long baseOffset, int crc) {
        if (baseOffset == lastBatchOffset && crc != lastBatchCrc) {
            lastBatchCrc = crc;
            changed = true;
        }
    }

    /** Whether there is something that no snapshot has; asking makes it false. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}

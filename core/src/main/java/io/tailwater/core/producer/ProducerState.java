package io.tailwater.core.producer;

import io.tailwater.core.record.TransactionMarker;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a partition remembers of one producer: its epoch, its last five batches, as many as an idempotent producer may have
 * under way, and where its open transaction begins. Owned by the partition's shard.
 */
final class ProducerState {

    static final int REMEMBERED_BATCHES = 5;

    static final int NO_COORDINATOR = -1;
    static final long NO_TRANSACTION = -1;

    private static final int HEADER_BYTES = 4 * Long.BYTES + Short.BYTES + Integer.BYTES + Byte.BYTES;
    private static final int BATCH_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

    final long producerId;
    private short epoch;
    private long lastSeenMillis;
    private long lastTimestampMillis = -1;
    private int coordinatorEpoch = NO_COORDINATOR;
    private long transactionFirstOffset = NO_TRANSACTION;

    // The oldest batch is at 0; the arrays have the same length and grow to five.
    private int batches;
    private long[] baseOffsets = new long[1];
    private long[] timestamps = new long[1];
    private int[] firstSequences = new int[1];
    private int[] lastSequences = new int[1];

    ProducerState(long producerId, short epoch) {
        this.producerId = producerId;
        this.epoch = epoch;
    }

    short epoch() {
        return epoch;
    }

    boolean hasBatches() {
        return batches > 0;
    }

    int lastSequence() {
        return lastSequences[batches - 1];
    }

    long lastSeenMillis() {
        return lastSeenMillis;
    }

    /** The epoch of the coordinator that wrote its last marker, or {@link #NO_COORDINATOR}. */
    int coordinatorEpoch() {
        return coordinatorEpoch;
    }

    boolean inTransaction() {
        return transactionFirstOffset != NO_TRANSACTION;
    }

    /** Where its open transaction begins, or {@link #NO_TRANSACTION}. */
    long transactionFirstOffset() {
        return transactionFirstOffset;
    }

    ProducerDescription describe() {
        return new ProducerDescription(
                producerId,
                epoch,
                hasBatches() ? lastSequence() : -1,
                lastTimestampMillis,
                coordinatorEpoch,
                transactionFirstOffset);
    }

    ProducerEnd end() {
        int last = batches - 1;
        return new ProducerEnd(
                epoch,
                last < 0 ? -1 : baseOffsets[last] + Sequences.count(firstSequences[last], lastSequences[last]) - 1);
    }

    SequenceVerdict.@Nullable Duplicate find(short batchEpoch, int firstSequence, int lastSequence) {
        if (batchEpoch != epoch) {
            return null;
        }
        for (int i = batches - 1; i >= 0; i--) {
            if (firstSequences[i] == firstSequence && lastSequences[i] == lastSequence) {
                long lastOffset = baseOffsets[i] + Sequences.count(firstSequence, lastSequence) - 1;
                return new SequenceVerdict.Duplicate(baseOffsets[i], lastOffset, timestamps[i]);
            }
        }
        return null;
    }

    /** Begins an epoch, in which no batch has been seen. */
    void fence(short newEpoch, long nowMillis) {
        if (newEpoch != epoch) {
            epoch = newEpoch;
            batches = 0;
        }
        lastSeenMillis = nowMillis;
    }

    /** Its transaction, if there is one, is decided by a marker. */
    void ended(TransactionMarker marker, long timestampMillis, long nowMillis) {
        fence(marker.producerEpoch(), nowMillis);
        coordinatorEpoch = marker.coordinatorEpoch();
        lastTimestampMillis = timestampMillis;
        transactionFirstOffset = NO_TRANSACTION;
    }

    void add(AppendedBatch batch, long nowMillis) {
        fence(batch.producerEpoch(), nowMillis);
        lastTimestampMillis = batch.timestampMillis();
        if (batch.transactional() && !inTransaction()) {
            transactionFirstOffset = batch.baseOffset();
        }
        if (batch.firstSequence() >= 0) {
            remember(batch.baseOffset(), batch.timestampMillis(), batch.firstSequence(), batch.lastSequence());
        }
    }

    private void remember(long baseOffset, long timestampMillis, int firstSequence, int lastSequence) {
        if (batches == REMEMBERED_BATCHES) {
            dropOldest();
        } else if (batches == baseOffsets.length) {
            grow();
        }
        baseOffsets[batches] = baseOffset;
        timestamps[batches] = timestampMillis;
        firstSequences[batches] = firstSequence;
        lastSequences[batches] = lastSequence;
        batches++;
    }

    private void dropOldest() {
        batches--;
        System.arraycopy(baseOffsets, 1, baseOffsets, 0, batches);
        System.arraycopy(timestamps, 1, timestamps, 0, batches);
        System.arraycopy(firstSequences, 1, firstSequences, 0, batches);
        System.arraycopy(lastSequences, 1, lastSequences, 0, batches);
    }

    /** Most of many producers write once: they need not have room for five. */
    private void grow() {
        baseOffsets = Arrays.copyOf(baseOffsets, REMEMBERED_BATCHES);
        timestamps = Arrays.copyOf(timestamps, REMEMBERED_BATCHES);
        firstSequences = Arrays.copyOf(firstSequences, REMEMBERED_BATCHES);
        lastSequences = Arrays.copyOf(lastSequences, REMEMBERED_BATCHES);
    }

    int encodedBytes() {
        return HEADER_BYTES + batches * BATCH_BYTES;
    }

    /**
     * Writes id, epoch, time last seen, last timestamp, coordinator's epoch, the transaction's first offset, the number of
     * batches, then per batch offset, timestamp, first and last sequence.
     */
    void encode(ByteBuffer target) {
        target.putLong(producerId)
                .putShort(epoch)
                .putLong(lastSeenMillis)
                .putLong(lastTimestampMillis)
                .putInt(coordinatorEpoch)
                .putLong(transactionFirstOffset)
                .put((byte) batches);
        for (int i = 0; i < batches; i++) {
            target.putLong(baseOffsets[i]).putLong(timestamps[i]);
            target.putInt(firstSequences[i]).putInt(lastSequences[i]);
        }
    }

    static ProducerState decode(ByteBuffer source) {
        ProducerState state = new ProducerState(source.getLong(), source.getShort());
        state.lastSeenMillis = source.getLong();
        state.lastTimestampMillis = source.getLong();
        state.coordinatorEpoch = source.getInt();
        state.transactionFirstOffset = source.getLong();
        for (int left = source.get(); left > 0; left--) {
            state.remember(source.getLong(), source.getLong(), source.getInt(), source.getInt());
        }
        return state;
    }
}

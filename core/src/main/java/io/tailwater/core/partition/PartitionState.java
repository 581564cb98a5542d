package io.tailwater.core.partition;

import io.tailwater.core.producer.AppendedBatch;
import io.tailwater.core.producer.ProducerStates;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a log's batches: its leader epochs and its producers' sequences. Owned by one worker while it is loaded,
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

    private void catchUp(PartitionLog log, long nowMillis) {
        if (endOffset < log.endOffset()) {
            new BatchHeaders(log).visitFrom(endOffset, (buffer, at) -> {
                replay(buffer, at, nowMillis);
                return true;
            });
        }
        epochs.startMovedTo(log.startOffset());
    }

    /** Takes up a batch that is in the log already. */
    void replay(ByteBuffer buffer, int at, long nowMillis) {
        long producerId = RecordBatchHeader.producerId(buffer, at);
        if (producerId >= 0 && RecordBatchHeader.isControl(buffer, at)) {
            producers.fenced(producerId, RecordBatchHeader.producerEpoch(buffer, at), nowMillis);
            appended(buffer, at, null, nowMillis);
        } else {
            appended(buffer, at, producerId < 0 ? null : AppendedBatch.of(buffer, at), nowMillis);
        }
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
            producers.appended(fromProducer, nowMillis);
        }
    }

    LeaderEpochs epochs() {
        return epochs;
    }

    ProducerStates producers() {
        return producers;
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

    /** Whether there is something that no snapshot has; asking makes it false. */
    boolean takeChanged() {
        boolean was = changed;
        changed = false;
        return was;
    }
}

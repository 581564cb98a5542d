package io.tailwater.core.partition;

import io.tailwater.core.producer.ProducerStates;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition's state on disk, in a blob of its log. Stateless.
 *
 * <pre>
 *   0  version          2      22  lastAbortedOffset 8
 *   2  endOffset        8      30  leader epochs     {@link LeaderEpochs#encode}
 *  10  lastBatchOffset  8       .  producers         {@link ProducerStates#encode}
 *  18  lastBatchCrc     4       .  crc (CRC-32C)     4, of everything before
 * </pre>
 *
 * <p>A snapshot is used only when the log still holds the very batch the snapshot ends with: after a power failure the log may
 * end earlier, and hold other batches at the same offsets.
 */
final class PartitionSnapshot {

    static final String BLOB = "tailwater-partition-state";

    private static final Logger LOG = LoggerFactory.getLogger(PartitionSnapshot.class);

    private static final short VERSION = 2;
    private static final int HEADER_BYTES = Short.BYTES + 3 * Long.BYTES + Integer.BYTES;
    private static final int CRC_BYTES = Integer.BYTES;

    private PartitionSnapshot() {}

    static byte[] encode(PartitionState state) {
        ByteBuffer target = ByteBuffer.allocate(
                HEADER_BYTES + state.epochs().encodedBytes() + state.producers().encodedBytes() + CRC_BYTES);
        target.putShort(VERSION)
                .putLong(state.endOffset())
                .putLong(state.lastBatchOffset())
                .putInt(state.lastBatchCrc())
                .putLong(state.lastAbortedOffset());
        state.epochs().encode(target);
        state.producers().encode(target);
        target.putInt(crcOf(target.array(), target.position()));
        return target.array();
    }

    /**
     * Reads a log's snapshot; blocking.
     *
     * @param producers empty; filled only when there is a snapshot
     * @return null when there is none that fits the log
     */
    static @Nullable PartitionState read(PartitionLog log, ProducerStates producers) {
        byte[] bytes = log.readBlob(BLOB).orElse(null);
        if (bytes == null) {
            return null;
        }
        ByteBuffer source = ByteBuffer.wrap(bytes);
        int payload = bytes.length - CRC_BYTES;
        if (payload < HEADER_BYTES || source.getInt(payload) != crcOf(bytes, payload) || source.getShort() != VERSION) {
            LOG.atWarn()
                    .addKeyValue("partition", log.id())
                    .log("The partition's snapshot is damaged or of another version; its batches are read instead");
            return null;
        }
        long endOffset = source.getLong();
        long lastBatchOffset = source.getLong();
        int lastBatchCrc = source.getInt();
        long lastAbortedOffset = source.getLong();
        if (!fits(log, endOffset, lastBatchOffset, lastBatchCrc)) {
            return null;
        }
        try {
            LeaderEpochs epochs = LeaderEpochs.decode(source);
            producers.decode(source);
            PartitionState state = new PartitionState(epochs, producers, endOffset);
            state.setLastBatch(lastBatchOffset, lastBatchCrc);
            state.setLastAbortedOffset(lastAbortedOffset);
            return state;
        } catch (BufferUnderflowException e) {
            throw new IllegalStateException("a snapshot of " + log.id() + " with a good CRC ends early", e);
        }
    }

    private static boolean fits(PartitionLog log, long endOffset, long lastBatchOffset, int lastBatchCrc) {
        if (endOffset > log.endOffset()) {
            return false;
        }
        if (lastBatchOffset < log.startOffset()) {
            return true; // Its last batch was deleted since, as batches are that everybody has seen.
        }
        boolean[] found = new boolean[1];
        new BatchHeaders(log).visitFrom(lastBatchOffset, (buffer, at) -> {
            found[0] = RecordBatchHeader.baseOffset(buffer, at) == lastBatchOffset
                    && (int) RecordBatchHeader.crc(buffer, at) == lastBatchCrc;
            return false;
        });
        return found[0];
    }

    private static int crcOf(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

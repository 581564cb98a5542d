package io.tailwater.core.record;

import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's marker as a record batch of one control record. Stateless.
 *
 * <pre>
 *   header (61 bytes), then the record:
 *   length varint | attributes 1 | timestampDelta varlong | offsetDelta varint
 *   4 varint | key:   version 2, type 2 (0 abort, 1 commit)
 *   6 varint | value: version 2, coordinatorEpoch 4
 *   0 varint (headers)
 * </pre>
 *
 * <p>Source: Kafka documentation, "Control Records".
 */
public final class ControlBatch {

    /** How many bytes a marker's batch has. */
    public static final int SIZE_IN_BYTES = RecordBatchHeader.SIZE + 17;

    private static final short TRANSACTIONAL_AND_CONTROL = 0x30;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final short VERSION = 0;
    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;
    private static final int RECORD_BYTES = 16;

    private ControlBatch() {}

    /** The batch, ready to be read; base offset and leader epoch are still to be set. */
    public static ByteBuffer of(TransactionMarker marker, long nowMillis) {
        ByteBuffer batch = ByteBuffer.allocate(SIZE_IN_BYTES)
                .putLong(0)
                .putInt(SIZE_IN_BYTES - RecordBatchHeader.LENGTH_OVERHEAD)
                .putInt(0)
                .put(RecordBatchHeader.MAGIC)
                .putInt(0)
                .putShort(TRANSACTIONAL_AND_CONTROL)
                .putInt(0)
                .putLong(nowMillis)
                .putLong(nowMillis)
                .putLong(marker.producerId())
                .putShort(marker.producerEpoch())
                .putInt(-1)
                .putInt(1);
        putVarint(batch, RECORD_BYTES).put((byte) 0).put((byte) 0).put((byte) 0);
        putVarint(batch, KEY_BYTES).putShort(VERSION).putShort(marker.committed() ? COMMIT : ABORT);
        putVarint(batch, VALUE_BYTES).putShort(VERSION).putInt(marker.coordinatorEpoch());
        putVarint(batch, 0).flip();
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(RecordBatchHeader.CRC_COVERS_FROM, SIZE_IN_BYTES - RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(batch, 0, crc.getValue());
        return batch;
    }

    /**
     * Reads a control batch that is in a log.
     *
     * @param buffer has the whole batch from {@code at} on
     * @return null when it is no transaction's marker: of another sort, or emptied by compaction
     */
    public static @Nullable TransactionMarker read(ByteBuffer buffer, int at) {
        if (RecordBatchHeader.recordCount(buffer, at) != 1) {
            return null;
        }
        ByteBuffer record = buffer.duplicate().position(at + RecordBatchHeader.SIZE);
        skipVarint(record);
        record.get();
        skipVarint(record);
        skipVarint(record);
        if (readVarint(record) < KEY_BYTES) {
            return null;
        }
        record.getShort();
        short type = record.getShort();
        if ((type != ABORT && type != COMMIT) || readVarint(record) < VALUE_BYTES) {
            return null;
        }
        record.getShort();
        return new TransactionMarker(
                RecordBatchHeader.producerId(buffer, at),
                RecordBatchHeader.producerEpoch(buffer, at),
                type == COMMIT,
                record.getInt());
    }

    /** Zigzag; what is written here takes one byte. */
    private static ByteBuffer putVarint(ByteBuffer target, int value) {
        return target.put((byte) (value << 1));
    }

    private static int readVarint(ByteBuffer source) {
        int value = 0;
        int shift = 0;
        byte read = source.get();
        for (; read < 0; read = source.get(), shift += 7) {
            value |= (read & 0x7f) << shift;
        }
        value |= read << shift;
        return (value >>> 1) ^ -(value & 1);
    }

    private static void skipVarint(ByteBuffer source) {
        while (source.get() < 0) {
            // Its last byte is the first that is not negative.
        }
    }
}

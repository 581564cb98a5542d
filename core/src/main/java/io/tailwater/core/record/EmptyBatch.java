package io.tailwater.core.record;

import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What compaction leaves of a batch without records whose offsets, or whose producer's sequence numbers, are still to be
 * known: its header. Stateless.
 */
public final class EmptyBatch {

    private static final int ATTRIBUTES_AT = 21;
    private static final int RECORD_COUNT_AT = 57;
    private static final int BASE_TIMESTAMP_AT = 27;
    private static final int MAX_TIMESTAMP_AT = 35;
    private static final int PRODUCER_ID_AT = 43;
    private static final int PRODUCER_EPOCH_AT = 51;
    private static final int BASE_SEQUENCE_AT = 53;
    private static final int CODEC_AND_HORIZON = 0x07 | 0x40;
    private static final int TRANSACTIONAL_AND_CONTROL = 0x30;
    private static final long NO_TIMESTAMP = -1;

    private EmptyBatch() {}

    /** The batch at {@code at} without its records, ready to be read: offsets, producer and sequence numbers remain. */
    public static ByteBuffer of(ByteBuffer buffer, int at) {
        return sealed(header(buffer, at));
    }

    /** As {@link #of}, of nobody: only the offsets remain. */
    public static ByteBuffer ofNobody(ByteBuffer buffer, int at) {
        ByteBuffer header = header(buffer, at);
        header.putShort(ATTRIBUTES_AT, (short) (RecordBatchHeader.attributes(header, 0) & ~TRANSACTIONAL_AND_CONTROL));
        header.putLong(PRODUCER_ID_AT, -1)
                .putShort(PRODUCER_EPOCH_AT, (short) -1)
                .putInt(BASE_SEQUENCE_AT, -1);
        return sealed(header);
    }

    private static ByteBuffer header(ByteBuffer buffer, int at) {
        ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE)
                .put(buffer.slice(at, RecordBatchHeader.SIZE))
                .flip();
        return header.putInt(
                        RecordBatchHeader.LENGTH_OVERHEAD - Integer.BYTES,
                        RecordBatchHeader.SIZE - RecordBatchHeader.LENGTH_OVERHEAD)
                .putShort(ATTRIBUTES_AT, (short) (RecordBatchHeader.attributes(header, 0) & ~CODEC_AND_HORIZON))
                .putLong(BASE_TIMESTAMP_AT, NO_TIMESTAMP)
                .putLong(MAX_TIMESTAMP_AT, NO_TIMESTAMP)
                .putInt(RECORD_COUNT_AT, 0);
    }

    private static ByteBuffer sealed(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().position(RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(header, 0, crc.getValue());
        return header;
    }
}

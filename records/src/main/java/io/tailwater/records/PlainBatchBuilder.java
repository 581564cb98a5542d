package io.tailwater.records;

import static org.apache.kafka.common.utils.internals.ByteUtils.sizeOfVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.sizeOfVarlong;
import static org.apache.kafka.common.utils.internals.ByteUtils.writeVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.writeVarlong;

import io.tailwater.core.record.BatchBuilder;
import io.tailwater.core.record.RecordHeader;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Makes one batch, not compressed, in a buffer that grows. Owned by one thread. */
final class PlainBatchBuilder implements BatchBuilder {

    private static final int FIRST_CAPACITY = 512;
    private static final short TRANSACTIONAL = 0x10;
    private static final int NO_SEQUENCE = -1;

    private final long producerId;
    private final short producerEpoch;
    private ByteBuffer batch = ByteBuffer.allocate(FIRST_CAPACITY).position(RecordBatchHeader.SIZE);
    private int records;
    private long baseTimestamp;
    private long maxTimestamp = Long.MIN_VALUE;

    PlainBatchBuilder(long producerId, short producerEpoch) {
        this.producerId = producerId;
        this.producerEpoch = producerEpoch;
    }

    @Override
    public void append(
            long timestampMillis, @Nullable ByteBuffer key, @Nullable ByteBuffer value, List<RecordHeader> headers) {
        if (records == 0) {
            baseTimestamp = timestampMillis;
        }
        long timestampDelta = timestampMillis - baseTimestamp;
        EncodedHeaders encoded = EncodedHeaders.of(headers);
        int size = 1
                + sizeOfVarlong(timestampDelta)
                + sizeOfVarint(records)
                + sizeOf(key)
                + sizeOf(value)
                + encoded.sizeInBytes();
        makeRoomFor(sizeOfVarint(size) + size);
        writeVarint(size, batch);
        batch.put((byte) 0); // attributes: there are none
        writeVarlong(timestampDelta, batch);
        writeVarint(records, batch);
        write(key, batch);
        write(value, batch);
        encoded.writeTo(batch);
        records++;
        maxTimestamp = Math.max(maxTimestamp, timestampMillis);
    }

    static int sizeOf(@Nullable ByteBuffer bytes) {
        return bytes == null ? 1 : sizeOfVarint(bytes.remaining()) + bytes.remaining();
    }

    static void write(@Nullable ByteBuffer bytes, ByteBuffer batch) {
        writeVarint(bytes == null ? -1 : bytes.remaining(), batch);
        if (bytes != null) {
            batch.put(bytes.duplicate());
        }
    }

    private void makeRoomFor(int bytes) {
        if (batch.remaining() < bytes) {
            int capacity = Math.max(Math.addExact(batch.position(), bytes), batch.capacity() + (batch.capacity() >> 1));
            batch = ByteBuffer.allocate(capacity).put(batch.flip());
        }
    }

    @Override
    public int sizeInBytes() {
        return batch.position();
    }

    @Override
    public ByteBuffer build() {
        int end = batch.position();
        batch.putInt(RecordBatchHeader.LENGTH_OVERHEAD - Integer.BYTES, end - RecordBatchHeader.LENGTH_OVERHEAD);
        batch.position(RecordBatchHeader.LENGTH_OVERHEAD + Integer.BYTES).put(RecordBatchHeader.MAGIC);
        batch.position(RecordBatchHeader.CRC_COVERS_FROM)
                .putShort(producerId < 0 ? 0 : TRANSACTIONAL)
                .putInt(records - 1)
                .putLong(baseTimestamp)
                .putLong(maxTimestamp)
                .putLong(producerId)
                .putShort(producerEpoch)
                .putInt(NO_SEQUENCE)
                .putInt(records);
        CRC32C crc = new CRC32C();
        crc.update(batch.limit(end).position(RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(batch, 0, crc.getValue());
        return batch.flip();
    }
}

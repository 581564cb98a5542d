package io.tailwater.server.it;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Record batches as producers make them, and changed ones. Stateless; offsets of fields are those of batch format v2. */
final class Batches {

    static final int LENGTH_AT = 8;
    static final int MAGIC_AT = 16;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = 21;
    static final int LAST_OFFSET_DELTA_AT = 23;
    static final int BASE_TIMESTAMP_AT = 27;
    static final int MAX_TIMESTAMP_AT = 35;
    static final int PRODUCER_ID_AT = 43;
    static final int PRODUCER_EPOCH_AT = 51;
    static final int BASE_SEQUENCE_AT = 53;
    static final int RECORD_COUNT_AT = 57;
    static final int RECORDS_AT = 61;

    private static final short TRANSACTIONAL = 0x10;

    private Batches() {}

    static ByteBuffer of(int count) {
        return of(Compression.NONE, count);
    }

    static ByteBuffer of(Compression compression, int count) {
        return copy(MemoryRecords.withRecords(compression, records(count)).buffer());
    }

    static ByteBuffer ofSize(int valueBytes) {
        SimpleRecord record = new SimpleRecord(System.currentTimeMillis(), new byte[valueBytes]);
        return copy(MemoryRecords.withRecords(Compression.NONE, record).buffer());
    }

    static ByteBuffer at(long timestamp) {
        SimpleRecord record = new SimpleRecord(timestamp, "late or early".getBytes(StandardCharsets.UTF_8));
        return copy(MemoryRecords.withRecords(Compression.NONE, record).buffer());
    }

    static ByteBuffer ofMagic(int magic) {
        return copy(MemoryRecords.withRecords((byte) magic, Compression.NONE, records(3))
                .buffer());
    }

    static ByteBuffer idempotent(long producerId, int epoch, int sequence, int count) {
        return copy(MemoryRecords.withIdempotentRecords(
                        RecordBatch.CURRENT_MAGIC_VALUE,
                        0,
                        Compression.NONE,
                        producerId,
                        (short) epoch,
                        sequence,
                        0,
                        records(count))
                .buffer());
    }

    static ByteBuffer transactional(long producerId, int epoch, int sequence, int count) {
        return changed(
                idempotent(producerId, epoch, sequence, count), batch -> batch.putShort(ATTRIBUTES_AT, TRANSACTIONAL));
    }

    /** A copy with something changed and the checksum made to fit again. */
    static ByteBuffer changed(ByteBuffer batch, Consumer<ByteBuffer> change) {
        ByteBuffer changed = copy(batch);
        change.accept(changed);
        return withRightCrc(changed);
    }

    static ByteBuffer withRightCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(ATTRIBUTES_AT, batch.limit() - ATTRIBUTES_AT));
        return batch.putInt(CRC_AT, (int) crc.getValue());
    }

    static ByteBuffer concatenated(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first.duplicate())
                .put(second.duplicate())
                .flip();
    }

    /** A batch that says one record and whose records' bytes are these. */
    static ByteBuffer around(byte[] records, int attributes) {
        ByteBuffer header = of(1);
        ByteBuffer batch = ByteBuffer.allocate(RECORDS_AT + records.length)
                .put(header.slice(0, RECORDS_AT))
                .put(records)
                .flip();
        batch.putInt(LENGTH_AT, batch.limit() - LENGTH_AT - Integer.BYTES);
        batch.putShort(ATTRIBUTES_AT, (short) attributes);
        return withRightCrc(batch);
    }

    static ByteBuffer copy(ByteBuffer batch) {
        return ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
    }

    private static SimpleRecord[] records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SimpleRecord(
                        System.currentTimeMillis(),
                        ("key " + i).getBytes(StandardCharsets.UTF_8),
                        ("value " + i).getBytes(StandardCharsets.UTF_8)))
                .toArray(SimpleRecord[]::new);
    }
}

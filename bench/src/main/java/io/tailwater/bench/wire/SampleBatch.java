package io.tailwater.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.DefaultRecord;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * One record batch of format v2 that is sent over and over. Immutable: users duplicate the buffer.
 *
 * @param bytes the batch, in direct memory, between position 0 and its limit
 * @param recordCount how many records it holds
 * @param recordSize bytes of each record's value
 */
public record SampleBatch(ByteBuffer bytes, int recordCount, int recordSize) {

    /** Pieces of event data: with a few random digits between them they compress about three to one, as such data does. */
    private static final List<String> PIECES = List.of(
            "\"user\":",
            "\"ts\":1700",
            "\"event\":\"page_view\",",
            "\"country\":\"GB\",",
            "\"amount\":",
            "\"session\":\"",
            "\"status\":200,",
            "{",
            "}",
            "\"path\":\"/api/v1/");

    private static final int MAX_DIGITS = 8;

    /**
     * Builds a batch.
     *
     * @param timestampMillis the time of its records, milliseconds since 1970
     * @param random decides the values; the same seed gives the same batch
     */
    public static SampleBatch build(BatchShape shape, long timestampMillis, RandomGenerator random) {
        List<SimpleRecord> records = new ArrayList<>();
        long bytes = DefaultRecordBatch.RECORD_BATCH_OVERHEAD;
        while (true) {
            ByteBuffer value = ByteBuffer.wrap(value(shape.recordSize(), random));
            bytes += DefaultRecord.sizeInBytes(records.size(), 0, null, value, Record.EMPTY_HEADERS);
            boolean full = shape.recordCount() > 0 ? records.size() == shape.recordCount() : bytes > shape.batchBytes();
            if (full && !records.isEmpty()) {
                break;
            }
            records.add(new SimpleRecord(timestampMillis, null, value));
        }
        ByteBuffer built = MemoryRecords.withRecords(
                        Compression.of(shape.compression()).build(), records.toArray(SimpleRecord[]::new))
                .buffer();
        ByteBuffer direct = ByteBuffer.allocateDirect(built.remaining()).put(built.duplicate());
        return new SampleBatch(direct.flip(), records.size(), shape.recordSize());
    }

    /** Bytes of the batch as sent and stored. */
    public int sizeBytes() {
        return bytes.limit();
    }

    /** Bytes of all values of the batch before compression. */
    public long payloadBytes() {
        return (long) recordCount * recordSize;
    }

    private static byte[] value(int size, RandomGenerator random) {
        StringBuilder text = new StringBuilder(size + 32);
        while (text.length() < size) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
            for (int digits = random.nextInt(MAX_DIGITS); digits > 0; digits--) {
                text.append(Character.forDigit(random.nextInt(16), 16));
            }
        }
        text.setLength(size);
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }
}

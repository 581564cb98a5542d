package io.tailwater.records;

import io.tailwater.core.record.BatchCheck;
import io.tailwater.core.record.CheckRules;
import io.tailwater.core.result.BrokerError;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Batches as Kafka's own builder makes them, and the ways to spoil them. */
final class Batches {

    static final CheckRules LENIENT =
            new CheckRules(CheckRules.Level.RECORDS, Integer.MAX_VALUE, false, Long.MIN_VALUE, Long.MAX_VALUE);

    private Batches() {}

    static ByteBuffer of(CompressionType codec, SimpleRecord... records) {
        return copy(
                MemoryRecords.withRecords(Compression.of(codec).build(), records)
                        .buffer(),
                true,
                0);
    }

    /** Alike records of some size, the way producers send them. */
    static ByteBuffer alike(CompressionType codec, int count, int valueBytes) {
        SimpleRecord[] records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) {
            byte[] value = new byte[valueBytes];
            for (int j = 0; j < valueBytes; j++) {
                value[j] = (byte) (j % 7 == 0 ? i * 31 + j : 'a' + j % 13);
            }
            records[i] = new SimpleRecord(1_700_000_000_000L + i, null, value);
        }
        return of(codec, records);
    }

    /** The same bytes elsewhere: direct or not, behind some others. */
    static ByteBuffer copy(ByteBuffer source, boolean direct, int before) {
        int size = source.remaining() + before;
        ByteBuffer copy = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return copy.position(before).put(source.duplicate()).flip().position(before);
    }

    /** Sets the CRC that fits what is there now. */
    static ByteBuffer repaired(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        int at = batch.position();
        crc.update(batch.duplicate().position(at + RecordBatchHeader.CRC_COVERS_FROM));
        RecordBatchHeader.setCrc(batch, at, crc.getValue());
        return batch;
    }

    /** The verdict of a check done in steps of {@code budgetBytes}; {@code null} when the batch is good. */
    static BrokerError verdict(RecordBatchFormat format, ByteBuffer batch, CheckRules rules, int budgetBytes) {
        try (BatchCheck check = format.check(batch, rules)) {
            while (!check.advance(budgetBytes)) {
                // goes on
            }
            return check.error();
        }
    }
}

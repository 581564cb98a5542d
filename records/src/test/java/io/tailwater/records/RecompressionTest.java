package io.tailwater.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.record.TargetCompression;
import io.tailwater.core.record.TargetCompression.Codec;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecompressionTest {

    private static final int ROOMY = 1 << 20;

    private final BufferPool pool = new BufferPool(1 << 20);
    private final RecordBatchFormat format = new RecordBatchFormat(pool);

    private static TargetCompression target(Codec codec) {
        return new TargetCompression(
                codec,
                switch (codec) {
                    case GZIP -> 1;
                    case LZ4 -> 9;
                    case ZSTD -> 3;
                    default -> 0;
                });
    }

    private static ByteBuffer batch(Result<ByteBuffer> result) {
        return ((Result.Ok<ByteBuffer>) result).value();
    }

    private static List<Record> records(ByteBuffer batch) {
        List<Record> records = new ArrayList<>();
        MemoryRecords.readableRecords(batch.duplicate()).records().forEach(records::add);
        return records;
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PRODUCER"})
    void kafkaReadsTheSameRecordsWhateverTheyCameAs(Codec codec) {
        for (CompressionType sent : CompressionType.values()) {
            ByteBuffer batch = Batches.alike(sent, 700, 100);

            ByteBuffer rewritten = batch(format.recompress(batch, target(codec), ROOMY));

            RecordBatch read = MemoryRecords.readableRecords(rewritten.duplicate())
                    .batches()
                    .iterator()
                    .next();
            read.ensureValid();
            assertThat(read.compressionType().id).as("%s as %s", sent, codec).isEqualTo((byte) codec.number());
            assertThat(records(rewritten)).isEqualTo(records(batch));
            assertThat(RecordBatchHeader.sizeInBytes(rewritten, 0)).isEqualTo(rewritten.remaining());
            assertThat(Batches.verdict(format, rewritten, Batches.LENIENT, Integer.MAX_VALUE))
                    .isNull();
        }
        assertThat(pool.lent()).isZero();
    }

    @Test
    void aHigherLevelMakesSmallerBatches() {
        ByteBuffer batch = Batches.alike(CompressionType.NONE, 2_000, 200);

        int quick = batch(format.recompress(batch, new TargetCompression(Codec.GZIP, 1), ROOMY))
                .remaining();
        int small = batch(format.recompress(batch, new TargetCompression(Codec.GZIP, 9), ROOMY))
                .remaining();

        assertThat(small).isLessThan(quick);
    }

    @Test
    void holdsNoMoreThanTheTopicAccepts() {
        ByteBuffer bomb = Batches.alike(CompressionType.ZSTD, 5_000, 1_000);
        assertThat(bomb.remaining()).isLessThan(ROOMY);

        Result<ByteBuffer> refused = format.recompress(bomb, target(Codec.UNCOMPRESSED), ROOMY);

        assertThat(((Result.Refused<ByteBuffer>) refused).error().code()).isEqualTo(ErrorCode.MESSAGE_TOO_LARGE);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void refusesWhatCannotBeDecompressed() {
        ByteBuffer broken = Batches.alike(CompressionType.GZIP, 100, 100);
        for (int i = RecordBatchHeader.SIZE; i < broken.limit(); i++) {
            broken.put(i, (byte) 7);
        }

        Result<ByteBuffer> refused = format.recompress(broken, target(Codec.ZSTD), ROOMY);

        assertThat(((Result.Refused<ByteBuffer>) refused).error().code()).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(pool.lent()).isZero();
    }
}

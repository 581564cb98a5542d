package io.tailwater.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleBatchTest {

    private static final long TIMESTAMP = 1_700_000_000_000L;

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void isAGoodBatchInEveryCompression(String compression) {
        SampleBatch batch = SampleBatch.build(new BatchShape(100, 16_384, 0, compression), TIMESTAMP, new Random(1));

        MemoryRecords records = MemoryRecords.readableRecords(batch.bytes().duplicate());
        assertThat(records.batches()).singleElement().satisfies(read -> {
            assertThat(read.isValid()).isTrue();
            assertThat(read.compressionType().name).isEqualTo(compression);
        });
        assertThat(records.records())
                .hasSize(batch.recordCount())
                .allSatisfy(record -> assertThat(record.valueSize()).isEqualTo(100));
    }

    @Test
    void fillsTheSizeAskedForAndNoMore() {
        SampleBatch batch = SampleBatch.build(new BatchShape(100, 16_384, 0, "none"), TIMESTAMP, new Random(1));

        assertThat(batch.sizeBytes()).isBetween(16_384 - 110, 16_384);
    }

    @Test
    void holdsAtLeastOneRecord() {
        SampleBatch batch = SampleBatch.build(new BatchShape(1000, 1, 0, "none"), TIMESTAMP, new Random(1));

        assertThat(batch.recordCount()).isEqualTo(1);
    }

    @Test
    void holdsTheNumberOfRecordsAskedFor() {
        SampleBatch batch = SampleBatch.build(new BatchShape(0, 1, 321, "none"), TIMESTAMP, new Random(1));

        assertThat(batch.recordCount()).isEqualTo(321);
    }
}

package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestBatchesTest {

    @Test
    void writesTheHeaderItWasAskedFor() {
        ByteBuffer batch = TestBatches.at(7)
                .records(3)
                .timestamps(1_000, 10)
                .leaderEpoch(4)
                .producer(9, 2, 55)
                .attributes(0x10)
                .build();

        assertThat(RecordBatchHeader.baseOffset(batch, 0)).isEqualTo(7);
        assertThat(RecordBatchHeader.lastOffset(batch, 0)).isEqualTo(9);
        assertThat(RecordBatchHeader.sizeInBytes(batch, 0)).isEqualTo(batch.remaining());
        assertThat(RecordBatchHeader.magic(batch, 0)).isEqualTo(RecordBatchHeader.MAGIC);
        assertThat(RecordBatchHeader.leaderEpoch(batch, 0)).isEqualTo(4);
        assertThat(RecordBatchHeader.baseTimestamp(batch, 0)).isEqualTo(1_000);
        assertThat(RecordBatchHeader.maxTimestamp(batch, 0)).isEqualTo(1_020);
        assertThat(RecordBatchHeader.producerId(batch, 0)).isEqualTo(9);
        assertThat(RecordBatchHeader.producerEpoch(batch, 0)).isEqualTo((short) 2);
        assertThat(RecordBatchHeader.baseSequence(batch, 0)).isEqualTo(55);
        assertThat(RecordBatchHeader.recordCount(batch, 0)).isEqualTo(3);
        assertThat(RecordBatchHeader.isTransactional(batch, 0)).isTrue();
        assertThat(TestBatches.isIntact(batch)).isTrue();
    }

    @Test
    void reachesEverySizeThatExistsFromTheSmallestOn() {
        for (int size = TestBatches.MIN_SIZE_IN_BYTES; size < 500; size++) {
            if (size != 126) {
                assertThat(TestBatches.at(1).sizeInBytes(size).build().remaining())
                        .isEqualTo(size);
            }
        }
        for (int size : new int[] {8_254, 8_256, 16_384, 1_000_000}) {
            assertThat(TestBatches.at(1).sizeInBytes(size).build().remaining()).isEqualTo(size);
        }
        assertThat(TestBatches.at(0).sizeInBytes(TestBatches.MIN_SIZE_IN_BYTES).build())
                .matches(TestBatches::isIntact);
    }

    @Test
    void splitsWhatItJoined() {
        List<ByteBuffer> batches = List.of(
                TestBatches.at(0).build(), TestBatches.at(1).valueBytes(0).build());

        assertThat(TestBatches.split(TestBatches.concat(batches))).isEqualTo(batches);
    }

    @Test
    void buildsTheSameBytesFromTheSameWords() {
        assertThat(TestBatches.at(5).seed(1).build())
                .isEqualTo(TestBatches.at(5).seed(1).build());
        assertThat(TestBatches.at(5).seed(1).build())
                .isNotEqualTo(TestBatches.at(5).seed(2).build());
    }
}

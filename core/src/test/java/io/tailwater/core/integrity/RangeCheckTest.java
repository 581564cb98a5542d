package io.tailwater.core.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.TestBatches;
import io.tailwater.storage.tck.memory.InMemoryLogStorageProvider;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of two offsets each, of which some are damaged before the log gets them: it looks at headers only. */
class RangeCheckTest {

    private static final int BATCHES = 20;
    private static final int PIECE_BYTES = 1 << 20;

    @TempDir
    Path directory;

    private LogStorage storage;
    private PartitionLog log;

    @BeforeEach
    void open() {
        storage = new InMemoryLogStorageProvider()
                .open(new StorageContext(
                        directory,
                        Map.of(),
                        new SystemFiles(),
                        InstantSource.system(),
                        Runnable::run,
                        Runnable::run,
                        Runnable::run));
        log = storage.open(new LogId("orders", new UUID(1, 2), 0), LogOptions.DEFAULTS)
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        fill(-1, -1);

        assertThat(checkAll(PIECE_BYTES)).isEmpty();
    }

    @Test
    void findsTheOneBatchInWhichABitWasFlipped() {
        ByteBuffer any = TestBatches.at(0).records(2).build();
        for (int at = 27; at < any.limit(); at++) { // what the CRC covers, and the log does not look at
            log.truncateTo(0).toCompletableFuture().join();
            fill(7, at);

            List<DamagedRange> damaged = checkAll(PIECE_BYTES);

            assertThat(damaged).as("flipped at %d", at).hasSize(1);
            assertThat(damaged.get(0).fromOffset()).isEqualTo(14);
            assertThat(damaged.get(0).toOffset()).isEqualTo(16);
        }
    }

    @Test
    void findsItInPiecesOfOneBatchToo() {
        fill(7, 70);

        assertThat(checkAll(1)).singleElement().satisfies(range -> {
            assertThat(range.fromOffset()).isEqualTo(14);
            assertThat(range.toOffset()).isEqualTo(16);
            assertThat(range.finding()).isEqualTo("the CRC of the batch at offset 14 is wrong");
        });
    }

    /** Everything, a piece after the other, as the scrubber does it. */
    private List<DamagedRange> checkAll(int maxBytes) {
        List<DamagedRange> damaged = new ArrayList<>();
        RangeCheck.Checked piece;
        long offset = 0;
        do {
            piece = RangeCheck.of(log, offset, maxBytes);
            damaged.addAll(piece.damaged());
            assertThat(piece.nextOffset()).isGreaterThan(offset);
            offset = piece.nextOffset();
        } while (!piece.isLast());
        assertThat(offset).isEqualTo(2 * BATCHES);
        return damaged;
    }

    private void fill(int damagedBatch, int byteAt) {
        for (int i = 0; i < BATCHES; i++) {
            ByteBuffer batch = TestBatches.at(2L * i).records(2).build();
            if (i == damagedBatch) {
                batch.put(byteAt, (byte) (batch.get(byteAt) ^ 1));
            }
            log.append(batch);
        }
    }
}

package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that are not what was written cost their own batch, whether there are indexes or not. Batches have one offset each. */
abstract class DamageRules extends StorageSuite {

    private static final int BATCHES = 100;
    private static final int SIZE = 130;
    private static final int LENGTH_AT = 8;
    private static final int MAGIC_AT = 16;

    private final List<ByteBuffer> batches = new ArrayList<>();

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
        assumeTrue(storage().passesDamage(), "this engine does not look for batches behind damaged ones");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDamagedHeaderCostsItsBatchAlone(boolean withoutIndexes) {
        CrashSite closed = CrashSite.afterClosing(
                storage(), root(), (session, log) -> batches.addAll(session.appendMany(log, BATCHES, SIZE)));
        for (int batch : List.of(0, 1, 17, 30, 31, 50, BATCHES - 12)) {
            for (int at : List.of(LENGTH_AT, LENGTH_AT + 3, MAGIC_AT)) {
                closed.recover(
                        root -> {
                            flip(closed, root, batch, at);
                            if (withoutIndexes) {
                                deleteIndexes(root);
                            }
                        },
                        (session, log) -> assertCosts(session, log, batch));
            }
        }
    }

    @Test
    void theLastBatchOfAClosedSegmentIsNoException() {
        CrashSite closed = CrashSite.afterClosing(
                storage(), root(), (session, log) -> batches.addAll(session.appendMany(log, BATCHES, SIZE)));
        closed.recover(
                root -> {
                    int last = (int) baseOffsets(closed.logFiles(root).get(1))[0] - 1;
                    flip(closed, root, last, LENGTH_AT);
                },
                (session, log) -> {
                    int last = (int) log.segments().get(1).baseOffset() - 1;
                    assertCosts(session, log, last);
                });
    }

    /** Without indexes recovery has to pass the damage by itself; with them it may begin behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasFlushedIsNotCutOffBecauseABatchBeforeItIsDamaged(boolean withoutIndexes) {
        CrashSite crashed = CrashSite.after(storage(), root(), (session, log) -> {
            batches.addAll(session.appendMany(log, BATCHES, SIZE));
            session.await(session.storage().checkpoint());
        });
        for (int at : List.of(LENGTH_AT, MAGIC_AT, RecordBatchHeader.SIZE + 3)) {
            int damaged = BATCHES - 4;
            Consumer<Path> damage = root -> {
                flip(crashed, root, damaged, at);
                if (withoutIndexes) {
                    deleteIndexes(root);
                }
            };
            crashed.recover(damage, (session, log) -> {
                assertThat(log.endOffset()).isEqualTo(BATCHES);
                assertThat(session.readFrom(log, damaged + 1)).isEqualTo(batches.subList(damaged + 1, BATCHES));
                assertThat(log.recovery().cutBytes()).isZero();
            });
        }
    }

    private void assertCosts(EngineSession session, PartitionLog log, int batch) {
        assertThat(log.endOffset()).as("end offset").isEqualTo(BATCHES);
        for (int offset = 0; offset < BATCHES; offset++) {
            ReadResult read = session.await(log.read(offset, 1, offset + 1L));
            if (offset == batch) {
                assertTellsOfDamage(read, batch);
            } else {
                assertThat(read).as("read at %d", offset).isInstanceOf(LogSlice.class);
                try (LogSlice slice = (LogSlice) read) {
                    assertThat(slice.toBuffer()).as("batch at %d", offset).isEqualTo(batches.get(offset));
                }
            }
        }
        assertThat(session.readFrom(log, batch + 1)).isEqualTo(batches.subList(batch + 1, BATCHES));
    }

    /** A header that is wrong and yet could be right is the reader's to find out. */
    private static void assertTellsOfDamage(ReadResult read, long offset) {
        if (read instanceof LogSlice slice) {
            try (slice) {
                ByteBuffer bytes = slice.toBuffer();
                int size = SoundBatch.sizeOf(bytes, 0);
                assertThat(size > 0 && SoundBatch.hasGoodCrc(bytes, 0, size)).isFalse();
            }
        } else {
            assertThat(read).isInstanceOf(ReadResult.Damaged.class);
            ReadResult.Damaged damaged = (ReadResult.Damaged) read;
            assertThat(damaged.fromOffset()).isEqualTo(offset);
            assertThat(damaged.toOffset()).isEqualTo(offset + 1);
            assertThat(damaged.finding()).isNotBlank();
        }
    }

    private static void flip(CrashSite site, Path root, int offset, int at) {
        for (Path file : site.logFiles(root)) {
            long[] bases = baseOffsets(file);
            for (int i = 0; i < bases.length; i++) {
                if (bases[i] == offset) {
                    int position = i * SIZE + at;
                    CrashSite.patch(file, bytes -> bytes[position] ^= 0x40);
                    return;
                }
            }
        }
        throw new AssertionError("no file has offset " + offset);
    }

    private static long[] baseOffsets(Path file) {
        ByteBuffer bytes = FileTree.io(() -> ByteBuffer.wrap(Files.readAllBytes(file)));
        long[] bases = new long[CrashSite.dataEnd(file) / SIZE];
        for (int i = 0; i < bases.length; i++) {
            bases[i] = bytes.getLong(i * SIZE);
        }
        return bases;
    }

    private void deleteIndexes(Path root) {
        for (String suffix : storage().fileNames().indexSuffixes()) {
            FileTree.filesEndingWith(root, suffix).forEach(file -> FileTree.io(() -> Files.deleteIfExists(file)));
        }
    }
}

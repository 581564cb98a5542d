package io.tailwater.storage.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.tck.EngineSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.openhft.chronicle.core.io.BackgroundResourceReleaser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appending through chunks, as the operating system sees it. */
@EnabledOnOs(OS.LINUX)
class ChunkedTailTest {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final LogOptions OPTIONS = new LogOptions(1 << 20, Long.MAX_VALUE, 4096);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1000, 4096, 30_001, 64 << 10, 200_000})
    void batchesOverTheEdgesOfChunksAreThereAfterAStop(int batchBytes) {
        List<ByteBuffer> batches;
        try (EngineSession session = open(small())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            batches = session.appendMany(log, 3_000_000 / batchBytes, batchBytes);
            session.assertHolds(log, batches);
        }
        try (EngineSession session = open(small())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            assertThat(log.recovery().clean()).isTrue();
            session.assertHolds(log, batches);
        }
    }

    @Test
    void aBatchOnTheHeapThatIsReadOnlyIsAppendedAsAnyOther() {
        try (EngineSession session = open(small())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            List<ByteBuffer> batches = session.appendMany(log, 1, 500);
            ByteBuffer readOnly = ByteBuffer.allocate(batches.get(0).remaining())
                    .put(batches.get(0).duplicate())
                    .putLong(0, log.endOffset())
                    .flip()
                    .asReadOnlyBuffer();
            log.append(readOnly);
            batches.add(readOnly);
            session.assertHolds(log, batches);
        }
    }

    @Test
    void aFileIsNoLongerThanWhatIsWrittenThoughAWholeChunkIsMapped() throws IOException {
        try (EngineSession session = open(Map.of())) {
            PartitionLog log = session.openLog(EngineSession.LOG, new LogOptions(64 << 20, Long.MAX_VALUE, 4096));
            session.appendMany(log, 10, 1000);
            session.await(log.flush());
            assertThat(mappedBytes(log)).isEqualTo(16 << 20);
            assertThat(Files.size(directoryOf(log).resolve("00000000000000000000.log")))
                    .isLessThan(1 << 20);
        }
    }

    @Test
    void aLogThatIsIdleUnmapsItsChunkAndMapsItAgainForTheNextAppend() {
        try (EngineSession session = open(small())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            List<ByteBuffer> batches = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                batches.addAll(session.appendMany(log, 7, 3001));
                assertThat(mappedBytes(log)).isPositive();
                awaitIdle(session, log);
            }
            session.assertHolds(log, batches);
        }
    }

    @Test
    void chunksThatAreFullAreUnmapped() {
        try (EngineSession session = open(small())) {
            PartitionLog log = session.openLog(EngineSession.LOG, OPTIONS);
            for (int i = 0; i < 50; i++) {
                session.appendMany(log, 10, 20_000);
                // A chunk or two at the end, and as much ahead as a log prepares at most.
                assertThat(mappedBytes(log)).isLessThan((8 << 20) + 4 * CHUNK_BYTES);
            }
            session.await(log.deleteBefore(log.endOffset()));
        }
        assertThat(mappedBytes(directory)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65537", "many"})
    void chunksHaveASizeThatCanBeMapped(String chunkBytes) {
        assertThatThrownBy(() -> open(Map.of("chunkBytes", chunkBytes)).close())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("storage.settings.chunkBytes must be");
    }

    /** An interval for having been used, another for having been idle; more while space is still being prepared. */
    private void awaitIdle(EngineSession session, PartitionLog log) {
        for (int checkpoints = 0; checkpoints < 2 || mappedBytes(log) > 0; checkpoints++) {
            assertThat(checkpoints).as("checkpoints that leave it mapped").isLessThan(20);
            session.await(session.storage().checkpoint());
        }
    }

    private static Map<String, String> small() {
        return Map.of("chunkBytes", String.valueOf(CHUNK_BYTES));
    }

    private Path directoryOf(PartitionLog log) {
        return EngineSession.directoryOf(directory).resolve(log.id().directoryName());
    }

    private long mappedBytes(PartitionLog log) {
        return mappedBytes(directoryOf(log));
    }

    private static long mappedBytes(Path below) {
        BackgroundResourceReleaser.releasePendingResources(); // Chronicle unmaps on a thread of its own
        try {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.contains(below.toString() + "/"))
                    .mapToLong(ChunkedTailTest::length)
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long length(String mapping) {
        String[] range = mapping.substring(0, mapping.indexOf(' ')).split("-", 2);
        return Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16);
    }

    private EngineSession open(Map<String, String> settings) {
        return EngineSession.open(
                context -> new ChronicleLogStorageProvider().open(context.withSettings(settings)), directory);
    }
}

package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.TestBatches;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.FaultyFiles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MmapPartitionLogTest {

    private static final LogId ORDERS = new LogId("orders", new UUID(1, 2), 0);

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private ExecutorService workers = Executors.newFixedThreadPool(2);

    @AfterEach
    void stopWorkers() {
        workers.shutdown();
    }

    @Test
    void givesBackWhatWasAppendedAcrossRollsAndRestarts() {
        LogOptions options = new LogOptions(64 << 10, Long.MAX_VALUE, 4096);
        List<ByteBuffer> batches = new ArrayList<>();
        try (LogStorage storage = open()) {
            PartitionLog log = log(storage, options);
            for (int i = 0; i < 500; i++) {
                ByteBuffer batch = TestBatches.at(i)
                        .sizeInBytes(300 + i * 7)
                        .timestamp(1000 + i)
                        .build();
                log.reserve(batch.remaining()).toCompletableFuture().join();
                log.append(batch);
                batches.add(batch);
            }
            assertThat(log.endOffset()).isEqualTo(500);
            assertEveryBatchIsRead(log, batches);
            assertThat(log.flush().toCompletableFuture().join()).isEqualTo(500);
        }
        try (LogStorage storage = open()) {
            assertThat(storage.cleanlyClosed()).isTrue();
            PartitionLog log = log(storage, options);
            assertThat(log.recovery().clean()).isTrue();
            assertThat(log.endOffset()).isEqualTo(500);
            assertThat(log.durableOffset()).isEqualTo(500);
            assertEveryBatchIsRead(log, batches);
            assertThat(log.firstBatchAtOrAfter(1250))
                    .hasValueSatisfying(found -> assertThat(found.baseOffset()).isEqualTo(250));
        }
    }

    @Test
    void scansOnlyWhatIsPastTheRecoveryPointAfterACrash() throws Exception {
        LogOptions options = new LogOptions(64 << 20, Long.MAX_VALUE, 4096);
        List<ByteBuffer> batches = new ArrayList<>();
        LogStorage killed = open();
        PartitionLog log = log(killed, options);
        append(log, batches, 20_000);
        killed.checkpoint().toCompletableFuture().join();
        append(log, batches, 10);
        workers.shutdown();
        assertThat(workers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        copy(directory, elsewhere);
        killed.close();

        workers = Executors.newFixedThreadPool(2);
        try (LogStorage storage = open(elsewhere)) {
            PartitionLog recovered = log(storage, options);
            assertThat(storage.cleanlyClosed()).isFalse();
            assertThat(recovered.recovery().clean()).isFalse();
            assertThat(recovered.recovery().cutBytes()).isZero();
            assertThat(recovered.recovery().scannedBytes()).isBetween(10 * 500L, 6_000_000L);
            assertThat(recovered.endOffset()).isEqualTo(20_010);
            assertEveryBatchIsRead(recovered, batches);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, Long.MAX_VALUE})
    void keepsFilesOfDeletedSegmentsForAsLongAsTheTopicSays(long delayMillis) {
        Path deleted = directory.resolve("orders-0/00000000000000000000.log");
        try (LogStorage storage = open()) {
            PartitionLog log = log(storage, new LogOptions(64 << 10, Long.MAX_VALUE, 4096, delayMillis));
            append(log, new ArrayList<>(), 500);

            log.deleteBefore(400).toCompletableFuture().join();
            storage.checkpoint().toCompletableFuture().join();
            assertThat(log.segments().get(0).baseOffset()).isPositive();
            assertThat(deleted).exists();

            log.reconfigure(new LogOptions(64 << 10, Long.MAX_VALUE, 4096));
            log.deleteBefore(500).toCompletableFuture().join();
            assertThat(deleted).doesNotExist();
        }
    }

    /** A name that long has to be cut where the log is moved to be deleted; what is left of one must not be another's. */
    @Test
    @Timeout(60)
    void partitionsOfATopicWithTheLongestNameAreDeletedEachByItself() throws Exception {
        String topic = "t".repeat(249);
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        try (LogStorage storage = open(directory, files)) {
            List<LogId> ids = new ArrayList<>();
            for (int partition = 0; partition < 12; partition++) {
                LogId id = new LogId(topic, new UUID(1, 2), partition);
                storage.open(id, LogOptions.DEFAULTS).toCompletableFuture().join();
                ids.add(id);
            }
            files.inject(
                    (call, file) -> call == Fault.Call.DELETE && file.toString().contains("-delete"));

            for (LogId id : ids) {
                storage.delete(id).toCompletableFuture().join();
            }

            assertThat(storage.logs()).isEmpty();
            files.heal();
        }
        try (LogStorage storage = open()) {
            assertThat(storage.logs()).isEmpty();
            while (names().stream().anyMatch(name -> name.contains("-delete"))) {
                Thread.onSpinWait(); // workers are at it
            }
        }
    }

    @Test
    void aLogWhoseForceFailedIsNotInTheWayOfTheOthersCheckpoints() throws Exception {
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        LogStorage storage = open(directory, files);
        PartitionLog failing = log(storage, LogOptions.DEFAULTS);
        PartitionLog other = storage.open(new LogId("payments", new UUID(1, 3), 0), LogOptions.DEFAULTS)
                .toCompletableFuture()
                .join();
        append(failing, new ArrayList<>(), 3);
        append(other, new ArrayList<>(), 7);
        files.inject(Fault.at(Fault.Call.FORCE).below(directory.resolve("orders-0")));
        assertThat(failing.flush().toCompletableFuture()).failsWithin(Duration.ofSeconds(30));
        files.heal();

        storage.checkpoint().toCompletableFuture().join();

        assertThat(directory.resolve("recovery-point-offset-checkpoint"))
                .content()
                .contains("payments 0 7")
                .doesNotContain("orders");
        assertThatThrownBy(storage::close).isInstanceOf(StorageException.class);
    }

    /** Event loops ask for it. */
    @Test
    void knowsWhereItsLastSegmentBeginsWithoutLookingAtAFile() {
        LogOptions options = new LogOptions(64 << 10, Long.MAX_VALUE, 4096);
        try (LogStorage storage = open()) {
            append(log(storage, options), new ArrayList<>(), 500);
        }
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        try (LogStorage storage = open(directory, files)) {
            PartitionLog log = log(storage, options);
            long calls = files.calls();

            long begins = log.lastSegmentOffset();

            assertThat(files.calls()).isEqualTo(calls);
            List<SegmentInfo> segments = log.segments();
            assertThat(begins).isEqualTo(segments.get(segments.size() - 1).baseOffset());
            assertThat(segments).hasSizeGreaterThan(2);
        }
    }

    /** Its file is prepared ahead while it is written: only then nothing says when the last batch came. */
    @Test
    void saysWhenASegmentWithoutTimestampsWasWrittenOnceItIsClosedAndAfterARestart() throws Exception {
        LogOptions options = new LogOptions(64 << 10, Long.MAX_VALUE, 4096);
        long before = System.currentTimeMillis() - 1_000; // the file system's clock goes in steps
        try (LogStorage storage = open()) {
            PartitionLog log = log(storage, options);
            ByteBuffer batch = TestBatches.at(0).timestamp(-1).build();
            log.append(batch);
            assertThat(log.segments())
                    .extracting(SegmentInfo::lastModifiedMillis)
                    .containsExactly(-1L);
            log.roll();
            assertThat(log.segments().get(0).newestMillis()).isBetween(before, System.currentTimeMillis());
        }
        Path file = directory.resolve("orders-0/00000000000000000000.log");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
        try (LogStorage storage = open()) {
            PartitionLog log = log(storage, options);
            log.roll();
            assertThat(log.segments().get(0).newestMillis()).isEqualTo(1_700_000_000_000L);
        }
    }

    @Test
    void refusesAFileSystemWithoutMappingsAndLeavesItAsItWas() throws Exception {
        open().close();
        List<String> before = names();
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        files.inject(Fault.at(Fault.Call.MAP));

        assertThatThrownBy(() -> open(directory, files))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(directory + " is on a file system whose files cannot be mapped")
                .hasMessageContaining("choose a directory on another");

        assertThat(names()).isEqualTo(before);
        files.heal();
        try (LogStorage storage = open(directory, files)) {
            assertThat(storage.cleanlyClosed()).isTrue();
        }
    }

    private List<String> names() throws Exception {
        try (var entries = Files.list(directory)) {
            return entries.map(Path::toString).sorted().toList();
        }
    }

    private static void append(PartitionLog log, List<ByteBuffer> batches, int count) {
        for (int i = 0; i < count; i++) {
            ByteBuffer batch = TestBatches.at(log.endOffset())
                    .valueBytes(500)
                    .timestamp(log.endOffset())
                    .build();
            log.append(batch);
            batches.add(batch);
        }
    }

    private static void assertEveryBatchIsRead(PartitionLog log, List<ByteBuffer> batches) {
        for (int i = 0; i < batches.size(); i++) {
            int size = batches.get(i).remaining();
            try (LogSlice slice = (LogSlice)
                    log.read(i, size, Long.MAX_VALUE).toCompletableFuture().join()) {
                assertThat(slice.toBuffer()).isEqualTo(batches.get(i));
            }
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        try (var paths = Files.walk(from)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }

    private PartitionLog log(LogStorage storage, LogOptions options) {
        return storage.open(ORDERS, options).toCompletableFuture().join();
    }

    private LogStorage open() {
        return open(directory);
    }

    private LogStorage open(Path path) {
        return open(path, new SystemFiles());
    }

    private LogStorage open(Path path, FileLayer files) {
        return new MmapLogStorageProvider()
                .open(new StorageContext(path, Map.of(), files, InstantSource.system(), workers, workers, workers));
    }
}

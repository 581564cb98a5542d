package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Index files are hints: whatever is in them, reads and look-ups find what the log files hold. */
abstract class IndexRecoveryRules extends StorageSuite {

    private static final LogOptions INDEXED = new LogOptions(16 * 1024, Long.MAX_VALUE, 200);
    private static final int BATCHES = 120;

    private LogModel model = new LogModel();

    /** What may have happened to an index file. */
    enum Damage {
        MISSING,
        EMPTY,
        TORN,
        HALVED,
        ZEROED,
        GARBAGE,
        LONGER,
        OLDER,
        REPEATED,
        OF_ANOTHER_SEGMENT;

        void apply(Path file, List<Path> ofTheSameSort, SplittableRandom random) {
            byte[] bytes = FileTree.io(() -> Files.readAllBytes(file));
            byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
            switch (this) {
                case MISSING -> FileTree.io(() -> Files.deleteIfExists(file));
                case EMPTY -> write(file, new byte[0]);
                case TORN -> write(file, Arrays.copyOf(bytes, Math.max(0, bytes.length - 3)));
                case HALVED -> write(file, half);
                case ZEROED -> write(file, new byte[bytes.length]);
                case GARBAGE -> {
                    random.nextBytes(bytes);
                    write(file, bytes);
                }
                case LONGER -> write(file, Arrays.copyOf(bytes, bytes.length + 24));
                case OLDER -> write(file, Arrays.copyOf(half, bytes.length));
                case REPEATED -> {
                    System.arraycopy(half, 0, bytes, half.length, half.length);
                    write(file, bytes);
                }
                case OF_ANOTHER_SEGMENT -> {
                    Path other = ofTheSameSort.get((ofTheSameSort.indexOf(file) + 1) % ofTheSameSort.size());
                    write(file, FileTree.io(() -> Files.readAllBytes(other)));
                }
            }
        }

        private static void write(Path file, byte[] bytes) {
            FileTree.io(() -> Files.write(file, bytes));
        }
    }

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
    }

    /** Several segments with batches of different sizes, and timestamps that go back now and then. */
    private void fill(EngineSession session, PartitionLog log) {
        log.reconfigure(INDEXED);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < BATCHES; i++) {
            ByteBuffer batch = TestBatches.at(log.endOffset())
                    .records(1 + i % 3)
                    .valueBytes(random.nextInt(400))
                    .timestamp(i * 10L + random.nextInt(50))
                    .build();
            session.append(log, batch);
            model.append(batch);
        }
        session.await(log.flush());
        assertThat(log.segments()).hasSizeGreaterThan(2);
    }

    private void damageEach(CrashSite site, Damage damage) {
        for (String suffix : storage().fileNames().indexSuffixes()) {
            for (int which = 0; which < 3; which++) {
                int chosen = which;
                SplittableRandom random = new SplittableRandom(which);
                site.recover(
                        root -> {
                            List<Path> files = FileTree.filesEndingWith(root, suffix);
                            Path file = files.get(chosen * (files.size() - 1) / 2);
                            damage.apply(file, files, random);
                        },
                        this::assertFindsEverything);
            }
        }
    }

    private void assertFindsEverything(EngineSession session, PartitionLog log) {
        assertThat(log.endOffset()).isEqualTo(model.endOffset());
        for (long offset = 0; offset < log.endOffset(); offset += 7) {
            assertThat(session.readFrom(log, offset)).as("from %d", offset).isEqualTo(model.from(offset));
        }
        for (long timestamp = -5; timestamp < BATCHES * 10L + 100; timestamp += 13) {
            assertThat(log.firstBatchAtOrAfter(timestamp))
                    .as("first batch at or after %d", timestamp)
                    .isEqualTo(model.firstBatchAtOrAfter(timestamp));
        }
        assertThat(log.batchWithLargestTimestamp()).isEqualTo(model.batchWithLargestTimestamp());
        List<ByteBuffer> more = session.appendMany(log, 5, 500);
        assertThat(session.readFrom(log, model.endOffset())).isEqualTo(more);
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedIndexMisleadsNobodyAfterACrash(Damage damage) {
        damageEach(CrashSite.after(storage(), root(), this::fill), damage);
    }

    @ParameterizedTest
    @EnumSource
    void aDamagedIndexMisleadsNobodyAfterACleanEnd(Damage damage) {
        damageEach(CrashSite.afterClosing(storage(), root(), this::fill), damage);
    }

    @ParameterizedTest
    @EnumSource
    void allIndexesDamagedMisleadNobodyEither(Damage damage) {
        CrashSite site = CrashSite.after(storage(), root(), this::fill);
        SplittableRandom random = new SplittableRandom(3);

        site.recover(
                root -> {
                    for (String suffix : storage().fileNames().indexSuffixes()) {
                        List<Path> files = FileTree.filesEndingWith(root, suffix);
                        files.forEach(file -> damage.apply(file, files, random));
                    }
                },
                this::assertFindsEverything);
    }
}

package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Segments that are closed because somebody asks for it, and what goes when they are deleted. */
abstract class RollRules extends StorageSuite {

    private static final long DELAY_MILLIS = 60_000;

    /** Past what any engine prepares for small batches, so that it may store them ahead of their append. */
    private static final int LARGE_BYTES = 300_000;

    private static List<Long> sizes(PartitionLog log) {
        return log.segments().stream()
                .map(SegmentInfo::sizeBytes)
                .filter(size -> size > 0)
                .toList();
    }

    @Test
    void theNextAppendBeginsAnotherSegment() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = session.appendMany(log, 3, 500);

        log.roll();

        assertThat(log.segments().stream().filter(segment -> segment.sizeBytes() > 0))
                .noneMatch(SegmentInfo::active);
        session.assertHolds(log, batches);
        batches.addAll(session.appendMany(log, 2, 500));
        assertThat(sizes(log)).containsExactly(1500L, 1000L);
        assertThat(log.segments()).extracting(SegmentInfo::baseOffset).containsExactly(0L, 3L);
        assertThat(log.segments()).extracting(SegmentInfo::active).containsExactly(false, true);
        session.assertHolds(log, batches);
    }

    @Test
    void rollingWhatIsEmptyChangesNothing() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        log.roll();
        session.appendMany(log, 3, 500);
        log.roll();
        log.roll();
        session.appendMany(log, 1, 500);

        assertThat(sizes(log)).containsExactly(1500L, 500L);
    }

    @Test
    void rolledSegmentsAreThereAfterReopening() {
        onlyIfFilesAreKept();
        EngineSession first = EngineSession.open(storage(), root());
        PartitionLog log = first.openLog();
        List<ByteBuffer> batches = first.appendMany(log, 3, 500);
        log.roll();
        batches.addAll(first.appendMany(log, 3, 500));
        log.roll();
        first.close();

        EngineSession second = open();

        PartitionLog found = second.openLog();
        assertThat(sizes(found)).containsExactly(1500L, 1500L);
        second.assertHolds(found, batches);
        batches.addAll(second.appendMany(found, 3, 500));
        second.assertHolds(found, batches);
    }

    @Test
    void whatWasGivenToReserveIsAppendedWhereverItGoes() {
        EngineSession session = open();
        PartitionLog log = session.openLog(EngineSession.LOG, new LogOptions(64 * LARGE_BYTES, Long.MAX_VALUE, 4096));
        List<ByteBuffer> batches = session.appendMany(log, 1, LARGE_BYTES);
        for (int i = 0; i < 3; i++) {
            ByteBuffer batch =
                    TestBatches.at(log.endOffset()).sizeInBytes(LARGE_BYTES).build();
            session.await(log.reserveFor(batch));
            log.roll();
            log.append(batch);
            batches.add(batch);
        }
        batches.addAll(session.appendMany(log, 1, 100));

        session.assertHolds(log, batches);
        assertThat(sizes(log)).hasSizeBetween(3, 5);
        EngineSession again = reopened(session);
        again.assertHolds(again.openLog(), batches);
    }

    @Test
    void aRolledSegmentCanBeDeletedWhole() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 3, 500);
        log.roll();
        List<ByteBuffer> kept = session.appendMany(log, 2, 500);

        session.await(log.deleteBefore(3));

        assertThat(sizes(log)).containsExactly(1000L);
        session.assertHolds(log, kept);
    }

    @Test
    void deletingEverythingTakesTheSegmentThatIsWritten() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 7, 1000);

        session.await(log.deleteBefore(7));

        assertThat(sizes(log)).isEmpty();
        assertThat(log.startOffset()).isEqualTo(7);
        session.assertHolds(log, session.appendMany(log, 5, 1000));
    }

    @Test
    void filesOfDeletedSegmentsAreGoneAfterTheDelay() {
        onlyIfFilesAreKept();
        AtomicLong nowMillis = new AtomicLong(1_800_000_000_000L);
        EngineSession session =
                closedLater(EngineSession.open(storage(), root(), () -> Instant.ofEpochMilli(nowMillis.get())));
        PartitionLog log = session.openLog(EngineSession.LOG, new LogOptions(4096, Long.MAX_VALUE, 256, DELAY_MILLIS));
        session.appendMany(log, 18, 1000);
        List<Path> files = logFiles();

        session.await(log.deleteBefore(12));
        nowMillis.addAndGet(DELAY_MILLIS);
        session.await(session.storage().checkpoint());
        assertThat(logFiles()).doesNotContainAnyElementsOf(files.subList(0, 3)).contains(files.get(3));

        log.reconfigure(new LogOptions(4096, Long.MAX_VALUE, 256));
        session.await(log.deleteBefore(16));
        assertThat(logFiles()).doesNotContain(files.get(3));
    }

    @Test
    void filesThatWaitToBeDeletedAreGoneAfterReopening() {
        onlyIfFilesAreKept();
        EngineSession session = open();
        PartitionLog log = session.openLog(EngineSession.LOG, new LogOptions(4096, Long.MAX_VALUE, 256, DELAY_MILLIS));
        List<ByteBuffer> batches = session.appendMany(log, 18, 1000);
        List<Path> files = logFiles();
        session.await(log.deleteBefore(12));

        EngineSession again = reopened(session);

        PartitionLog found = again.openLog();
        assertThat(found.startOffset()).isEqualTo(12);
        again.assertHolds(found, batches.subList(12, 18));
        assertThat(found.segments().get(0).baseOffset()).isEqualTo(12);
        assertThat(logFiles()).doesNotContainAnyElementsOf(files.subList(0, 3)).contains(files.get(3));
    }

    @Test
    void deletionsAskedForTogetherAreAllDone() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 40, 1000);

        List<CompletionStage<Void>> deletions = new ArrayList<>();
        for (long offset = 1; offset <= 40; offset++) {
            deletions.add(log.deleteBefore(offset));
        }
        deletions.forEach(session::await);

        assertThat(log.startOffset()).isEqualTo(40);
        EngineSession again = reopened(session);
        assertThat(again.openLog().startOffset()).isEqualTo(40);
    }

    /** By name, which is by offset. */
    private List<Path> logFiles() {
        return FileTree.filesEndingWith(
                        EngineSession.directoryOf(root()), storage().fileNames().logSuffix())
                .stream()
                .sorted()
                .toList();
    }
}

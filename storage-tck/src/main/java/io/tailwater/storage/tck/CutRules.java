package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.file.FaultyFiles;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a log: deleteBefore and truncateTo. On 40 batches of 5 offsets and 1000 bytes, four a segment. */
abstract class CutRules extends StorageSuite {

    private EngineSession given(List<ByteBuffer> batches) {
        EngineSession session = EngineSession.open(storage(), root());
        append(session, session.openLog(), 40, 0, batches);
        return session;
    }

    private static void append(EngineSession session, PartitionLog log, int count, int seed, List<ByteBuffer> batches) {
        for (int i = 0; i < count; i++) {
            ByteBuffer batch = TestBatches.at(log.endOffset())
                    .records(5)
                    .sizeInBytes(1000)
                    .leaderEpoch(seed)
                    .seed(seed)
                    .build();
            session.append(log, batch);
            batches.add(batch);
        }
    }

    private void assertReopenedHolds(EngineSession session, long start, long end, List<ByteBuffer> batches) {
        EngineSession after = reopened(session);
        PartitionLog log = after.openLog();
        assertThat(log.startOffset()).isEqualTo(start);
        assertThat(log.endOffset()).isEqualTo(end);
        after.assertHolds(log, batches);
    }

    private static long size(PartitionLog log) {
        return log.segments().stream().mapToLong(SegmentInfo::sizeBytes).sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 5, 19, 20, 21, 24, 99, 100, 101, 196, 199})
    void deleteBeforeRaisesTheStartToTheVeryOffset(long offset) {
        List<ByteBuffer> batches = new ArrayList<>();
        EngineSession session = given(batches);
        PartitionLog log = session.openLog();

        session.await(log.deleteBefore(offset));

        assertThat(log.startOffset()).isEqualTo(offset);
        assertThat(log.endOffset()).isEqualTo(200);
        List<ByteBuffer> left = batches.subList((int) offset / 5, 40);
        session.assertHolds(log, left);
        assertReopenedHolds(session, offset, 200, left);
    }

    @Test
    void whatIsAppendedWhileDeletionIsUnderWayStays() {
        RandomizedExecutors executors = new RandomizedExecutors(1);
        EngineSession session = EngineSession.open(storage(), root(), new SystemFiles(), executors);
        PartitionLog log = session.openLog();
        append(session, log, 5, 0, new ArrayList<>());
        session.await(log.truncateTo(20)); // the youngest segment begins there
        List<ByteBuffer> kept = List.of(TestBatches.at(20).build());

        CompletionStage<Void> deleted = log.deleteBefore(20);
        log.append(kept.get(0));
        executors.runAll();

        session.await(deleted);
        assertReopenedHolds(session, 20, 21, kept);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void whatIsAppendedBelowAnUnfinishedDeletionStays(long seed) {
        RandomizedExecutors executors = new RandomizedExecutors(seed);
        EngineSession session = EngineSession.open(storage(), root(), new SystemFiles(), executors);
        PartitionLog log = session.openLog();
        append(session, log, 12, 0, new ArrayList<>());
        List<ByteBuffer> kept = List.of(TestBatches.at(0).leaderEpoch(1).build());

        CompletionStage<Void> deleted = log.deleteBefore(45);
        session.await(log.truncateTo(0));
        log.append(kept.get(0));
        executors.runAll();

        session.await(deleted);
        assertReopenedHolds(session, 0, 1, kept);
    }

    @Test
    void deleteBeforeIsSeenAtOnce() {
        EngineSession session = closedLater(given(new ArrayList<>()));
        PartitionLog log = session.openLog();

        var done = log.deleteBefore(47);
        long start = log.startOffset();
        ReadResult below = session.await(log.read(46, 100, Long.MAX_VALUE));
        session.await(done);

        assertThat(start).isEqualTo(47);
        assertThat(below).isEqualTo(new ReadResult.OutOfRange(47, 200));
    }

    @Test
    void deleteBeforeGivesBackWholeSegments() {
        EngineSession session = closedLater(given(new ArrayList<>()));
        PartitionLog log = session.openLog();

        session.await(log.deleteBefore(104));

        assertThat(log.segments().get(0).baseOffset()).isEqualTo(100);
        assertThat(size(log)).isEqualTo(20_000);
    }

    @Test
    void deleteBeforeALowerOffsetChangesNothing() {
        EngineSession session = closedLater(given(new ArrayList<>()));
        PartitionLog log = session.openLog();
        session.await(log.deleteBefore(50));

        session.await(log.deleteBefore(30));
        session.await(log.deleteBefore(50));

        assertThat(log.startOffset()).isEqualTo(50);
    }

    @Test
    void deleteBeforeTheEndEmptiesTheLogAndKeepsItsEnd() {
        EngineSession session = given(new ArrayList<>());
        PartitionLog log = session.openLog();

        session.await(log.deleteBefore(200));

        assertThat(log.startOffset()).isEqualTo(200);
        assertThat(log.endOffset()).isEqualTo(200);
        assertThat(log.firstBatchAtOrAfter(0)).isEmpty();
        assertThat(log.batchWithLargestTimestamp()).isEmpty();
        assertReopenedHolds(session, 200, 200, List.of());
    }

    @Test
    void appendsGoOnAfterEverythingWasDeleted() {
        EngineSession session = given(new ArrayList<>());
        PartitionLog log = session.openLog();
        session.await(log.deleteBefore(200));

        List<ByteBuffer> more = new ArrayList<>();
        append(session, log, 9, 1, more);

        session.assertHolds(log, more);
        assertReopenedHolds(session, 200, 245, more);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5, 19, 20, 21, 39, 100, 104, 195, 199, 200, 1000})
    void truncateCutsAtABatchBoundary(long offset) {
        List<ByteBuffer> batches = new ArrayList<>();
        EngineSession session = given(batches);
        PartitionLog log = session.openLog();

        session.await(log.truncateTo(offset));

        List<ByteBuffer> left = batches.subList(0, (int) Math.min(40, offset / 5));
        assertThat(log.endOffset()).isEqualTo(left.size() * 5L);
        assertThat(log.startOffset()).isZero();
        assertThat(log.durableOffset()).isLessThanOrEqualTo(log.endOffset());
        session.assertHolds(log, left);
        assertReopenedHolds(session, 0, left.size() * 5L, left);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 20, 23, 100, 195})
    void whatIsAppendedAfterATruncationTakesTheOldOnesPlace(long offset) {
        List<ByteBuffer> batches = new ArrayList<>();
        EngineSession session = given(batches);
        PartitionLog log = session.openLog();

        for (int epoch = 1; epoch <= 3; epoch++) {
            session.await(log.truncateTo(offset));
            batches.subList((int) offset / 5, batches.size()).clear();
            append(session, log, 3 * epoch, epoch, batches);
        }

        session.assertHolds(log, batches);
        session.await(log.flush());
        assertReopenedHolds(session, 0, batches.size() * 5L, batches);
    }

    /** What power loss and compaction leave may end long before the start. */
    @Test
    void truncateToTheStartKeepsTheStartThoughTheBatchBeforeItEndsEarlier() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.append(log, TestBatches.at(0).build());
        session.append(log, TestBatches.at(8).build());
        session.append(log, TestBatches.at(9).build());
        session.await(log.deleteBefore(8));

        session.await(log.truncateTo(8));

        assertThat(log.startOffset()).isEqualTo(8);
        assertThat(log.endOffset()).isEqualTo(8);
        session.assertHolds(log, List.of());
        session.assertHolds(log, session.appendMany(log, 3, 100));
    }

    @Test
    void truncateBelowTheStartLowersTheStart() {
        EngineSession session = given(new ArrayList<>());
        PartitionLog log = session.openLog();
        session.await(log.deleteBefore(103));

        session.await(log.truncateTo(60));

        long end = log.endOffset();
        assertThat(end).isLessThanOrEqualTo(60);
        assertThat(log.startOffset()).isEqualTo(end);
        List<ByteBuffer> more = new ArrayList<>();
        append(session, log, 3, 1, more);
        session.assertHolds(log, more);
        assertReopenedHolds(session, end, end + 15, more);
    }

    @Test
    void truncateKeepsDurableWhatLiesBelow() {
        EngineSession session = closedLater(given(new ArrayList<>()));
        PartitionLog log = session.openLog();
        session.await(log.flush());

        session.await(log.truncateTo(101));

        assertThat(log.durableOffset()).isEqualTo(100);
    }

    /** A worker may be done before its caller comes to ask it for news. */
    @Test
    void theCallerTouchesNoFileHoweverQuickTheWorkersAre() {
        onlyIfFilesAreKept();
        Thread caller = Thread.currentThread();
        ThreadedExecutors workers = new ThreadedExecutors();
        Executor quick = task -> {
            CompletableFuture<Void> ran = CompletableFuture.runAsync(task, workers.background());
            if (Thread.currentThread() == caller) {
                workers.await(ran);
            }
        };
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        EngineSession session = closedLater(EngineSession.open(storage(), root(), files, workers, quick));
        PartitionLog log = session.openLog();
        append(session, log, 40, 0, new ArrayList<>());
        Queue<String> touched = new ConcurrentLinkedQueue<>();
        files.inject((call, file) -> {
            if (Thread.currentThread() == caller) {
                touched.add(call + " " + file);
            }
            return false;
        });

        session.await(log.deleteBefore(101));
        session.await(log.truncateTo(150));
        files.heal();

        assertThat(touched).isEmpty();
    }
}

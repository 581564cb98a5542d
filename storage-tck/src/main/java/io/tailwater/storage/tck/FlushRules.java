package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.file.Fault;
import io.tailwater.storage.tck.file.FaultyFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

abstract class FlushRules extends StorageSuite {

    @Test
    void flushReachesWhatWasAppendedBefore() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        for (int i = 1; i <= 20; i++) {
            session.appendMany(log, 3, 500);
            long reached = session.await(log.flush());
            assertThat(reached).isEqualTo(3L * i);
            assertThat(log.durableOffset()).isEqualTo(3L * i);
        }
    }

    @Test
    void flushOfAnEmptyLogCompletes() {
        EngineSession session = open();

        assertThat(session.await(session.openLog().flush())).isZero();
    }

    @Test
    void nothingIsDurableBeforeTheFlusherHasRun() {
        RandomizedExecutors executors = new RandomizedExecutors(0);
        EngineSession session = closedLater(EngineSession.open(storage(), root(), new SystemFiles(), executors));
        PartitionLog log = session.openLog();
        session.appendMany(log, 3, 200);

        CompletableFuture<Long> flush = log.flush().toCompletableFuture();
        boolean completedAtOnce = flush.isDone();
        long durableBefore = log.durableOffset();
        executors.runAll();

        assertThat(completedAtOnce).isFalse();
        assertThat(durableBefore).isZero();
        assertThat(flush).isCompletedWithValue(3L);
        assertThat(log.durableOffset()).isEqualTo(3);
    }

    @Test
    void flushesThatWaitForTheSameForceShareIt() {
        onlyIfFilesAreKept();
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        RandomizedExecutors executors = new RandomizedExecutors(0);
        EngineSession session = closedLater(EngineSession.open(storage(), root(), files, executors));
        PartitionLog log = session.openLog();
        executors.runAll();
        AtomicInteger forces = new AtomicInteger();
        files.inject((call, file) -> {
            forces.addAndGet(call == Fault.Call.FORCE ? 1 : 0);
            return false;
        });

        List<CompletionStage<Long>> flushes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            session.appendMany(log, 1, 100);
            flushes.add(log.flush());
        }
        executors.runAll();

        for (int i = 0; i < 10; i++) {
            assertThat(session.await(flushes.get(i))).isGreaterThanOrEqualTo(i + 1L);
        }
        assertThat(log.durableOffset()).isEqualTo(10);
        assertThat(forces.get()).as("forces for ten flushes").isBetween(1, 5);
    }

    @Test
    void checkpointFlushesEveryOpenLog() {
        EngineSession session = open();
        PartitionLog one = session.openLog(EngineSession.id("one", 1), EngineSession.SMALL_SEGMENTS);
        PartitionLog other = session.openLog(EngineSession.id("other", 1), EngineSession.SMALL_SEGMENTS);
        session.appendMany(one, 7, 900);
        session.appendMany(other, 9, 900);

        session.await(session.storage().checkpoint());

        assertThat(one.durableOffset()).isEqualTo(7);
        assertThat(other.durableOffset()).isEqualTo(9);
    }

    @Test
    void closeFlushes() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 5, 100);

        log.close();

        assertThat(log.durableOffset()).isEqualTo(5);
    }

    @Test
    void aFlushUnderWayWhenTheLogIsClosedCompletes() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 5, 100);

        CompletionStage<Long> flush = log.flush();
        log.close();

        assertThat(session.await(flush)).isEqualTo(5);
    }
}

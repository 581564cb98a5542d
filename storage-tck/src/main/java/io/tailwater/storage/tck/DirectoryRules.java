package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogId;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.file.FaultyFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A storage and the logs in it: opening, listing, deleting, locking. */
abstract class DirectoryRules extends StorageSuite {

    private static final LogId FIRST_LIFE = EngineSession.id("orders", 1);
    private static final LogId SECOND_LIFE = EngineSession.id("orders", 2);

    @Test
    void aNewDirectoryIsCleanAndEmpty() {
        EngineSession session = open();

        assertThat(session.storage().cleanlyClosed()).isTrue();
        assertThat(session.storage().logs()).isEmpty();
    }

    @Test
    void openingAnOpenLogGivesTheSame() {
        EngineSession session = open();

        assertThat(session.openLog()).isSameAs(session.openLog());
    }

    @Test
    void opensManyLogsAtOnceAndKeepsThemApart() {
        EngineSession session = open();
        List<LogId> ids = new ArrayList<>();
        for (int partition = 0; partition < 20; partition++) {
            ids.add(new LogId("a.topic_with-all-sorts", FIRST_LIFE.topicId(), partition));
        }

        List<CompletionStage<PartitionLog>> opening = ids.stream()
                .map(id -> session.storage().open(id, EngineSession.SMALL_SEGMENTS))
                .toList();
        List<PartitionLog> logs = opening.stream().map(session::await).toList();
        for (int i = 0; i < logs.size(); i++) {
            session.append(logs.get(i), TestBatches.at(i).seed(i).build());
        }

        assertThat(session.storage().logs()).containsExactlyInAnyOrderElementsOf(ids);
        for (int i = 0; i < logs.size(); i++) {
            assertThat(logs.get(i).id()).isEqualTo(ids.get(i));
            session.assertHolds(logs.get(i), List.of(TestBatches.at(i).seed(i).build()));
        }
    }

    @Test
    void everythingIsThereAfterReopening() {
        onlyIfFilesAreKept();
        LogId other = EngineSession.id("other", 1);
        EngineSession first = EngineSession.open(storage(), root());
        List<ByteBuffer> batches = first.appendMany(first.openLog(), 50, 700);
        first.openLog(other, EngineSession.SMALL_SEGMENTS);
        first.close();

        EngineSession second = open();

        assertThat(second.storage().cleanlyClosed()).isTrue();
        assertThat(second.storage().logs()).containsExactlyInAnyOrder(EngineSession.LOG, other);
        PartitionLog log = second.openLog();
        assertThat(log.recovery().cutBytes()).isZero();
        assertThat(log.recovery().findings()).isEmpty();
        assertThat(log.durableOffset()).isEqualTo(50);
        second.assertHolds(log, batches);
        List<ByteBuffer> more = second.appendMany(log, 10, 700);
        assertThat(second.readFrom(log, 50)).isEqualTo(more);
        assertThat(second.openLog(other, EngineSession.SMALL_SEGMENTS).endOffset())
                .isZero();
    }

    @Test
    void deletedLogsAreGone() {
        EngineSession session = open();
        session.appendMany(session.openLog(), 10, 700);

        session.await(session.storage().delete(EngineSession.LOG));

        assertThat(session.storage().logs()).isEmpty();
        assertThat(session.openLog().endOffset()).isZero();
    }

    @Test
    void deletedLogsAreGoneAfterReopening() {
        onlyIfFilesAreKept();
        EngineSession first = EngineSession.open(storage(), root());
        first.appendMany(first.openLog(), 10, 700);
        first.await(first.storage().delete(EngineSession.LOG));
        first.close();

        EngineSession second = open();

        assertThat(second.storage().logs()).isEmpty();
        assertThat(second.openLog().endOffset()).isZero();
    }

    @Test
    void deletingIsIdempotent() {
        EngineSession session = open();
        session.openLog().close();

        session.await(session.storage().delete(EngineSession.LOG));
        session.await(session.storage().delete(EngineSession.LOG));
        session.await(session.storage().delete(EngineSession.id("never-there", 1)));

        assertThat(session.storage().logs()).isEmpty();
    }

    /** Old batches of equal size have good checksums at just the places where new ones are expected. */
    @Test
    void aLogCreatedAgainShowsNothingOfTheOldOne() {
        EngineSession session = storage().keepsFiles() ? EngineSession.open(storage(), root()) : open();
        PartitionLog old = session.openLog(FIRST_LIFE, EngineSession.SMALL_SEGMENTS);
        session.appendMany(old, 30, 500);
        session.await(old.flush());
        session.await(session.storage().delete(FIRST_LIFE));

        PartitionLog next = session.openLog(SECOND_LIFE, EngineSession.SMALL_SEGMENTS);
        List<ByteBuffer> batches = IntStream.range(0, 5)
                .mapToObj(i -> TestBatches.at(i).sizeInBytes(500).seed(99).build())
                .toList();
        batches.forEach(batch -> session.append(next, batch));

        session.assertHolds(next, batches);
        assertThat(next.batchWithLargestTimestamp()).isPresent();
        if (storage().keepsFiles()) {
            session.close();
            EngineSession again = open();
            assertThat(again.storage().logs()).containsExactly(SECOND_LIFE);
            again.assertHolds(again.openLog(SECOND_LIFE, EngineSession.SMALL_SEGMENTS), batches);
        }
    }

    @Test
    void oneDirectoryHasOneStorageAtATime() {
        EngineSession session = EngineSession.open(storage(), root());
        session.openLog();

        assertThatThrownBy(this::open)
                .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
                .extracting(StorageException::kind)
                .isEqualTo(StorageException.Kind.LOCKED);
        session.close();

        assertThat(open().openLog().endOffset()).isZero();
    }

    @Test
    void refusesSettingsItDoesNotKnow() {
        Workers workers = new ThreadedExecutors();
        StorageContext context = new StorageContext(
                root().resolve("storage"),
                Map.of("no.engine.has.this", "1"),
                new SystemFiles(),
                InstantSource.system(),
                workers.background(),
                workers.appender(),
                workers.flusher());

        assertThatThrownBy(() -> storage().open(context))
                .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
                .extracting(StorageException::kind)
                .isEqualTo(StorageException.Kind.UNSUPPORTED);
    }

    @Test
    void aLogThatCannotBeOpenedFailsAlone() {
        onlyIfFilesAreKept();
        LogId broken = EngineSession.id("broken", 1);
        EngineSession first = EngineSession.open(storage(), root());
        List<ByteBuffer> batches = first.appendMany(first.openLog(), 10, 700);
        first.appendMany(first.openLog(broken, EngineSession.SMALL_SEGMENTS), 10, 700);
        first.close();
        FaultyFiles files = new FaultyFiles(new SystemFiles());
        EngineSession second = closedLater(EngineSession.open(storage(), root(), files, new ThreadedExecutors()));
        Path directory = EngineSession.directoryOf(root()).resolve(broken.directoryName());
        files.inject((call, file) -> file.startsWith(directory));

        CompletionStage<PartitionLog> failing = second.storage().open(broken, EngineSession.SMALL_SEGMENTS);

        assertThatThrownBy(() -> second.await(failing)).isInstanceOf(StorageException.class);
        second.assertHolds(second.openLog(), batches);
        files.heal();
        assertThat(second.openLog(broken, EngineSession.SMALL_SEGMENTS).endOffset())
                .isEqualTo(10);
    }
}

package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.tck.file.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A force fails: nothing that it was to save is ever said to be safe, and what was safe stays. */
abstract class ForceRules extends StorageSuite {

    @BeforeEach
    void skipWhatKeepsNothing() {
        onlyIfFilesAreKept();
    }

    static void assertFails(StorageException.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(StorageException.class))
                .extracting(StorageException::kind)
                .isEqualTo(kind);
    }

    final Path directory(String name) throws IOException {
        return Files.createDirectory(root().resolve(name));
    }

    static ByteBuffer batch(long offset, int size) {
        return TestBatches.at(offset).sizeInBytes(size).build();
    }

    final FaultyDisk disk(Path root, long seed) throws IOException {
        return new FaultyDisk(storage(), root, seed);
    }

    @Test
    void aFailedForceIsNeverRetriedIntoSuccess() throws IOException {
        FaultyDisk disk = disk(directory("disk"), 1);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        PartitionLog other = session.openLog(EngineSession.id("other", 1), EngineSession.SMALL_SEGMENTS);
        List<ByteBuffer> batches = session.appendMany(log, 2, 500);
        session.await(log.flush());
        batches.addAll(session.appendMany(log, 1, 500));
        disk.files().inject(Fault.at(Fault.Call.FORCE));

        assertFails(StorageException.Kind.IO, () -> session.await(log.flush()));
        disk.files().heal();

        assertFails(StorageException.Kind.IO, () -> session.await(log.flush()));
        assertFails(StorageException.Kind.IO, () -> session.append(log, batch(3, 500)));
        assertThat(log.durableOffset()).isEqualTo(2);
        assertThat(log.endOffset()).isEqualTo(3);
        session.assertHolds(log, batches);
        session.appendMany(other, 3, 500);
        assertThat(session.await(other.flush())).isEqualTo(3);
    }

    @Test
    void aLogWhoseForceFailedWorksAgainWhenItIsReopened() throws IOException {
        FaultyDisk disk = disk(directory("disk"), 1);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = session.appendMany(log, 2, 500);
        session.await(log.flush());
        disk.files().inject(Fault.at(Fault.Call.FORCE));
        session.appendMany(log, 1, 500);
        assertFails(StorageException.Kind.IO, () -> session.await(log.flush()));

        FaultyDisk next = disk.reopened(root().resolve("next"), 1);
        EngineSession again = next.open();
        PartitionLog reopened = again.openLog();
        List<ByteBuffer> found = again.readAll(reopened);

        assertThat(found.subList(0, 2)).isEqualTo(batches);
        again.appendMany(reopened, 1, 500);
        assertThat(again.await(reopened.flush())).isEqualTo(reopened.endOffset());
        next.end();
    }

    /** After a force that failed the operating system shows bytes that are not on disk, and never writes them again. */
    @Test
    void whatAFailedForceLeftInMemoryIsNotTakenForDurableByTheNextForce() throws IOException {
        FaultyDisk disk = disk(directory("disk"), 1);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = session.appendMany(log, 2, 500);
        session.await(log.flush());
        batches.addAll(session.appendMany(log, 20, 500));
        disk.recording().failForces(true);
        assertFails(StorageException.Kind.IO, () -> session.await(log.flush()));
        disk.recording().failForces(false);
        assertFails(StorageException.Kind.IO, log::close);

        PartitionLog reopened = session.openLog();
        assertThat(reopened.durableOffset()).isLessThanOrEqualTo(reopened.endOffset());
        List<ByteBuffer> kept = new ArrayList<>(session.readAll(reopened));
        assertThat(kept.subList(0, 2)).isEqualTo(batches.subList(0, 2));
        kept.addAll(session.appendMany(reopened, 1, 500));
        assertThat(session.await(reopened.flush())).isEqualTo(kept.size());

        disk.reopened(root().resolve("next"), 1).assertHolds(kept);
    }

    /** A file, or a directory, that cannot be opened or named holds nothing whose force could have failed. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.Call.class,
            names = {"OPEN", "RENAME", "FORCE_DIRECTORY"})
    void aFlushIsAskedForAgainOnlyWhereNothingCouldGetLost(Fault.Call call) throws IOException {
        for (int seed = 0; seed < 8; seed++) {
            FaultyDisk disk = disk(directory("disk-" + seed), seed);
            EngineSession session = disk.open();
            PartitionLog log = session.openLog();
            List<ByteBuffer> batches = session.appendMany(log, 2, 500);
            session.await(log.flush());
            AtomicInteger struck = new AtomicInteger();
            boolean once = call == Fault.Call.FORCE_DIRECTORY; // whoever asks next must not take it for done
            disk.files()
                    .inject((made, file) -> made == call
                            && file.startsWith(EngineSession.directoryOf(disk.root()))
                            && (struck.incrementAndGet() == 1 || !once));
            StorageException.Kind failure = appendAndFlush(session, log, batches);
            disk.files().heal();
            if (once && failure == null) {
                failure = appendAndFlush(session, log, batches);
            }

            if (failure == StorageException.Kind.IO) {
                assertFails(StorageException.Kind.IO, () -> session.await(log.flush()));
                assertFails(StorageException.Kind.IO, () -> session.append(log, batch(log.endOffset(), 500)));
            } else {
                assertThat(once && struck.get() > 0)
                        .as("names that could not be forced were forgotten, seed %d", seed)
                        .isFalse();
                batches.addAll(session.appendMany(log, 20, 500));
                assertThat(session.await(log.flush())).isEqualTo(batches.size());
                disk.reopened(root().resolve("next-" + seed), seed).assertHolds(batches);
            }
            disk.end();
        }
    }

    /** Over some rolls, as far as that goes. @return how a flush failed last, or null when none did */
    private static StorageException.@Nullable Kind appendAndFlush(
            EngineSession session, PartitionLog log, List<ByteBuffer> batches) {
        StorageException.Kind failure = null;
        for (int i = 0; i < 20; i++) {
            ByteBuffer batch = batch(log.endOffset(), 500);
            try {
                session.append(log, batch);
                batches.add(batch);
            } catch (StorageException e) {
                assertThat(log.endOffset()).isEqualTo(batches.size());
            }
            try {
                session.await(log.flush());
            } catch (StorageException e) {
                failure = e.kind();
            }
        }
        return failure;
    }
}

package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.tck.file.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk is full, or fails: nothing is acknowledged that is not there, and what was acknowledged stays. */
public abstract class DiskFaultContract extends ForceRules {

    private static final String BLOB = "tailwater-blob";

    /** Appends until the disk is full. @return what was appended */
    private static List<ByteBuffer> fill(EngineSession session, PartitionLog log, int size) {
        List<ByteBuffer> appended = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            ByteBuffer batch = batch(log.endOffset(), size);
            try {
                session.append(log, batch);
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL);
                return appended;
            }
            appended.add(batch);
        }
        throw new AssertionError("a full disk was never noticed");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 4095, 4096, 10_000, 65_536, 70_000})
    void aFullDiskIsRefusedBeforeAnythingIsAcknowledged(long room) throws IOException {
        FaultyDisk disk = disk(directory("disk"), room);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = new ArrayList<>(session.appendMany(log, 3, 1000));
        disk.files().setRoom(room);

        batches.addAll(fill(session, log, 1000));
        long end = log.endOffset();
        assertFails(StorageException.Kind.FULL, () -> session.append(log, batch(end, 1000)));
        assertThat(log.endOffset()).isEqualTo(batches.size());
        session.assertHolds(log, batches);

        disk.files().setRoom(Long.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            ByteBuffer more = batch(log.endOffset(), 1000);
            session.append(log, more);
            batches.add(more);
        }
        session.assertHolds(log, batches);
        assertThat(session.await(log.flush())).isEqualTo(batches.size());

        disk.reopened(root().resolve("next"), 1).assertHolds(batches);
    }

    @ParameterizedTest
    @ValueSource(longs = {500, 1000, 2500, 6500})
    void anAppendOfManyBatchesThatFailsInTheMiddleLeavesNothingBehind(long room) throws IOException {
        FaultyDisk disk = disk(directory("disk"), room);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = new ArrayList<>(session.appendMany(log, 2, 1000));
        disk.files().setRoom(room);

        for (boolean full = false; !full; ) {
            List<ByteBuffer> ten = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                ten.add(batch(log.endOffset() + i, 1000));
            }
            try {
                log.append(TestBatches.concat(ten));
                batches.addAll(ten);
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.FULL);
                full = true;
            }
        }

        session.assertHolds(log, batches);
        disk.killed(root().resolve("next"), 1).assertHolds(batches);
    }

    @Test
    void aFullDiskKeepsWhatWasFlushedThroughAPowerLoss() throws IOException {
        FaultyDisk disk = disk(directory("disk"), 1);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        disk.files().setRoom(30_000);
        List<ByteBuffer> batches = fill(session, log, 700);

        long flushed = session.await(log.flush());

        assertThat(flushed).isEqualTo(batches.size());
        disk.reopened(root().resolve("next"), 1).assertHolds(batches);
    }

    @Test
    void abortedTransactionsAreNotedOnceWhicheverFileOperationFails() throws IOException {
        long calls = noteAborted(-1);
        assertThat(calls).isGreaterThan(2);
        for (long failing = 0; failing < calls; failing++) {
            noteAborted(failing);
        }
    }

    /** In several segments, in one go, of which one operation fails. @return how many operations that took */
    private long noteAborted(long failing) throws IOException {
        FaultyDisk disk = disk(directory("aborted-" + failing), 1);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 30, 500);
        session.await(log.flush());
        List<AbortedTransaction> noted = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            noted.add(new AbortedTransaction(i, 2L * i, 2L * i + 1, 2L * i));
            log.noteAborted(noted.get(i));
        }
        long before = disk.files().calls();
        disk.files().inject(Fault.atCall(failing));
        try {
            log.writeBlob(BLOB, new byte[1]);
        } catch (StorageException e) {
            assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
        }
        long calls = disk.files().calls() - before;
        disk.files().heal();
        try {
            log.writeBlob(BLOB, new byte[2]);
        } catch (StorageException e) { // it was a force of names that failed, and is not made good
            assertFails(StorageException.Kind.IO, () -> session.await(log.flush()));
            disk.end();
            return calls;
        }
        session.close();

        FaultyDisk next = disk.killed(root().resolve("aborted-next-" + failing), 1);
        EngineSession again = next.open();
        PartitionLog reopened = again.openLog();
        assertThat(again.await(reopened.abortedTransactions(0, 30)))
                .as("when call %d fails", failing)
                .isEqualTo(noted);
        next.end();
        return calls;
    }

    @Test
    void aReadThatFailsSaysSoAndLeavesTheLogAlone() throws IOException {
        FaultyDisk disk = disk(directory("disk"), 1);
        EngineSession session = disk.open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = session.appendMany(log, 40, 500);
        disk.files().inject(Fault.at(Fault.Call.READ));

        for (int offset = 0; offset < 40; offset++) {
            try {
                assertThat(session.readFrom(log, offset)).isEqualTo(batches.subList(offset, 40));
            } catch (StorageException e) {
                assertThat(e.kind()).isEqualTo(StorageException.Kind.IO);
            }
        }
        disk.files().heal();

        session.assertHolds(log, batches);
        session.appendMany(log, 1, 500);
    }

    /** Each file operation of a fixed piece of work fails once, in turn. */
    @Test
    void anErrorAtAnyFileOperationLosesNothingThatWasAcknowledged() throws IOException {
        long calls = workWithFault(-1);
        assertThat(calls).isGreaterThan(20);
        for (long k = 0; k < calls; k++) {
            long failing = k;
            try {
                workWithFault(failing);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("when call " + failing + " of " + calls + " fails: " + e, e);
            }
        }
    }

    private long workWithFault(long failing) throws IOException {
        Path directory = directory("call-" + failing);
        FaultyDisk disk = disk(directory("call-" + failing + "/disk"), 1);
        disk.files().inject(Fault.atCall(failing));
        FaultyWork work = new FaultyWork();
        try {
            work.run(disk.open());
        } catch (StorageException e) {
            assertThat(e.kind())
                    .isIn(
                            StorageException.Kind.IO,
                            StorageException.Kind.UNAVAILABLE,
                            StorageException.Kind.FULL,
                            StorageException.Kind.CLOSED);
        }
        disk.files().heal();
        FaultyDisk next = disk.reopened(directory.resolve("next"), failing);
        work.assertKept(next.open());
        next.end();
        FileTree.delete(directory);
        return disk.files().calls();
    }

    /** Appends, flushes, rolls, deletes and cuts, and notes what was acknowledged. */
    private static final class FaultyWork {
        private final ExpectedLog expected = new ExpectedLog(EngineSession.LOG);
        private boolean created;

        void run(EngineSession session) {
            PartitionLog log = session.openLog();
            created = true;
            for (int i = 0; i < 16; i++) {
                append(session, log);
                if (i % 5 == 4) {
                    flush(session, log);
                }
            }
            if (session.rewrites()) {
                rewrite(session, log);
            }
            expected.deleting(6);
            session.await(log.deleteBefore(6));
            expected.deleted(6);
            expected.cutting(13);
            session.await(log.truncateTo(13));
            expected.cut(log.endOffset());
            append(session, log);
            flush(session, log);
            log.writeBlob(ExpectedLog.BLOB, expected.blob().writing("value"));
            session.await(session.storage().checkpoint());
        }

        private void rewrite(EngineSession session, PartitionLog log) {
            List<ByteBuffer> batches = expected.batches();
            Rewrites.Plan plan = new Rewrites.Plan(0, 12, List.of(batches.get(5), batches.get(7), batches.get(11)));
            expected.rewriting(plan);
            expected.rewritten(session.workers().blocking(() -> Rewrites.run(log, plan)));
        }

        private void append(EngineSession session, PartitionLog log) {
            ByteBuffer batch = batch(log.endOffset(), 900);
            session.await(log.reserveFor(batch));
            log.append(batch);
            expected.appending(batch);
        }

        private void flush(EngineSession session, PartitionLog log) {
            CompletionStage<Long> flush = log.flush();
            expected.flushed(session.await(flush));
        }

        void assertKept(EngineSession session) {
            if (created) {
                assertThat(session.storage().logs()).contains(EngineSession.LOG);
            }
            PartitionLog log = session.openLog();
            expected.found(session, log);
            session.appendMany(log, 3, 900);
            session.await(log.flush());
        }
    }
}

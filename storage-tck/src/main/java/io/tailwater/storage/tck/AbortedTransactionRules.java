package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.PartitionLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class AbortedTransactionRules extends StorageSuite {

    private static final int BATCH_BYTES = 100;

    /** As Kafka calls the files; engines with others are not damaged. */
    private static final String TRANSACTION_INDEX = ".txnindex";

    /** A log of so many batches of one record, in segments of 40. */
    private static PartitionLog filled(EngineSession session, int batches) {
        PartitionLog log = session.openLog();
        session.appendMany(log, batches, BATCH_BYTES);
        return log;
    }

    private static AbortedTransaction transaction(long firstOffset, long lastOffset) {
        return new AbortedTransaction(firstOffset + 1000, firstOffset, lastOffset, lastOffset + 1);
    }

    /** One of two records after the other, up to an offset. */
    private static List<AbortedTransaction> noteMany(PartitionLog log, long from, long to) {
        List<AbortedTransaction> noted = new ArrayList<>();
        for (long offset = from; offset + 1 < to; offset += 2) {
            noted.add(transaction(offset, offset + 1));
        }
        noted.forEach(log::noteAborted);
        return noted;
    }

    private static List<AbortedTransaction> find(EngineSession session, PartitionLog log, long from, long to) {
        return session.await(log.abortedTransactions(from, to));
    }

    private static void writeABlob(PartitionLog log) {
        log.writeBlob("tailwater-x", new byte[1]);
    }

    /** Leaves zeros at its end, as power loss does when a file grew and its bytes had not come to the disk. */
    private static void tearTheYoungestIndex(Path root) {
        FileTree.filesEndingWith(root, TRANSACTION_INDEX).stream()
                .reduce((older, younger) -> younger)
                .ifPresent(file -> CrashSite.write(file, CrashSite.size(file), new byte[77]));
    }

    @Test
    void thereAreNoneInANewLog() {
        EngineSession session = open();

        assertThat(find(session, filled(session, 3), 0, 3)).isEmpty();
    }

    @Test
    void areFoundByWhatTheyOverlap() {
        EngineSession session = open();
        PartitionLog log = filled(session, 50);
        AbortedTransaction early = new AbortedTransaction(1, 5, 10, 6);
        AbortedTransaction around = new AbortedTransaction(2, 6, 20, 15);
        AbortedTransaction within = new AbortedTransaction(3, 15, 18, 19);
        log.noteAborted(early);
        log.noteAborted(within);
        log.noteAborted(around);

        assertThat(find(session, log, 0, 5)).isEmpty();
        assertThat(find(session, log, 0, 6)).containsExactly(early);
        assertThat(find(session, log, 10, 11)).containsExactly(early, around);
        assertThat(find(session, log, 11, 15)).containsExactly(around);
        assertThat(find(session, log, 16, 50)).containsExactly(within, around);
        assertThat(find(session, log, 21, 50)).isEmpty();
    }

    @Test
    void areFoundHoweverManyThereAre() {
        EngineSession session = open();
        PartitionLog log = filled(session, 3_000);
        List<AbortedTransaction> noted = noteMany(log, 0, 3_000);
        writeABlob(log);

        assertThat(find(session, log, 0, 3_000)).isEqualTo(noted);
        for (int at = 0; at < 3_000; at += 97) {
            assertThat(find(session, log, at, at + 10))
                    .as("from %d", at)
                    .isEqualTo(noted.subList(at / 2, Math.min(1_500, (at + 11) / 2)));
        }
    }

    @Test
    void areForgottenFromAMarkerOn() {
        EngineSession session = open();
        PartitionLog log = filled(session, 200);
        noteMany(log, 0, 100);
        writeABlob(log);
        noteMany(log, 100, 200);

        for (long offset : new long[] {151, 100, 99, 41, 1}) {
            log.forgetAborted(offset);
            assertThat(find(session, log, 0, 200)).hasSize((int) offset / 2);
        }
        assertThat(noteMany(log, 0, 200)).isEqualTo(find(session, log, 0, 200));
    }

    @Test
    void areForgottenWithAMarkerThatIsCutOff() {
        EngineSession session = open();
        PartitionLog log = filled(session, 200);
        noteMany(log, 0, 200);
        writeABlob(log);

        session.await(log.truncateTo(51));

        assertThat(find(session, log, 0, 200)).hasSize(25);
        session.appendMany(log, 10, BATCH_BYTES);
        log.noteAborted(transaction(52, 55));
        assertThat(find(session, log, 49, 60)).containsExactly(transaction(48, 49), transaction(52, 55));
    }

    @Test
    void remainWhereTheirRecordsDo() {
        EngineSession session = open();
        PartitionLog log = filled(session, 400);
        noteMany(log, 0, 400);
        writeABlob(log);

        session.await(log.deleteBefore(201));

        assertThat(find(session, log, 201, 400)).hasSize(100);
        session.await(log.deleteBefore(400));
        assertThat(find(session, log, 400, 400)).isEmpty();
    }

    @Test
    void areThereAfterReopening() {
        onlyIfFilesAreKept();
        EngineSession first = EngineSession.open(storage(), root());
        PartitionLog log = filled(first, 1_200);
        List<AbortedTransaction> noted = noteMany(log, 0, 1_200);
        writeABlob(log);
        first.close();

        EngineSession second = open();
        PartitionLog again = second.openLog();

        assertThat(find(second, again, 0, 1_200)).isEqualTo(noted);
        again.forgetAborted(again.endOffset());
        assertThat(find(second, again, 0, 1_200)).isEqualTo(noted);
        second.appendMany(again, 4, BATCH_BYTES);
        again.noteAborted(transaction(1_200, 1_203));
        assertThat(find(second, again, 1_199, 1_300))
                .containsExactly(transaction(1_198, 1_199), transaction(1_200, 1_203));
    }

    @Test
    void areThereAfterACrashWhenABlobWasWrittenSince() {
        onlyIfFilesAreKept();
        List<AbortedTransaction> noted = new ArrayList<>();
        CrashSite site = CrashSite.after(storage(), root(), (session, log) -> {
            session.appendMany(log, 200, BATCH_BYTES);
            session.await(log.flush());
            noted.addAll(noteMany(log, 0, 100));
            writeABlob(log);
            noteMany(log, 100, 200);
        });

        site.recoverTwice(AbortedTransactionRules::tearTheYoungestIndex, (session, log) -> {
            log.forgetAborted(100);
            assertThat(find(session, log, 0, 200)).isEqualTo(noted);
            List<AbortedTransaction> anew = noteMany(log, 100, 200);
            assertThat(find(session, log, 100, 200)).isEqualTo(anew);
        });
    }
}

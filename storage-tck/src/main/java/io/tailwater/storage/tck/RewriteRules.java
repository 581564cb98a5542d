package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compaction: what takes the place of segments, and what follows from it. */
abstract class RewriteRules extends RewriteSuite {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    @Test
    void putsBatchesInThePlaceOfSegments() {
        EngineSession session = open();
        PartitionLog log = given(session);

        boolean done = rewrite(log, 0, 16, only(1, 6, 15));

        List<ByteBuffer> expected = concat(only(1, 6, 15), batches.subList(16, 40));
        assertThat(done).isTrue();
        assertExtent(log, 0, 40);
        session.assertHolds(log, expected);
        assertThat(log.segments()).hasSize(7);
        assertThat(log.segments().get(0)).isEqualTo(new SegmentInfo(0, 16, 3000, 1, 15, false));
        assertReopenedHolds(session, 0, 40, expected);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,1", "2,6", "6,6", "7,15", "15,15", "16,16"})
    void readersGetTheNextOffsetThatIsThere(long asked, long found) {
        EngineSession session = open();
        PartitionLog log = given(session);
        rewrite(log, 0, 16, only(1, 6, 15));

        try (LogSlice slice = session.read(log, asked, 1, NO_LIMIT)) {
            assertThat(TestBatches.split(slice.toBuffer())).containsExactly(batches.get((int) found));
        }
    }

    @Test
    void replacesInTheMiddleAndAgain() {
        EngineSession session = open();
        PartitionLog log = given(session);

        assertThat(rewrite(log, 8, 12, only(9, 11))).isTrue();
        assertThat(rewrite(log, 4, 16, only(7, 9, 15))).isTrue();
        assertThat(rewrite(log, 4, 16, only(15))).isTrue();
        assertThat(rewrite(log, 16, 36, only(35))).isTrue();

        List<ByteBuffer> expected = new ArrayList<>(batches.subList(0, 4));
        expected.addAll(only(15, 35, 36, 37, 38, 39));
        session.assertHolds(log, expected);
        assertThat(log.segments()).hasSize(4);
        assertReopenedHolds(session, 0, 40, expected);
    }

    @Test
    void takesBatchesThatAreOthersThanThoseThatWereThere() {
        EngineSession session = open();
        PartitionLog log = given(session);
        ByteBuffer smaller =
                TestBatches.at(2).sizeInBytes(300).timestamp(77).seed(5).build();
        ByteBuffer empty =
                TestBatches.at(6).records(0).offsets(2).producer(9, 0, 3).build();

        assertThat(rewrite(log, 0, 8, List.of(smaller, empty))).isTrue();

        List<ByteBuffer> expected = concat(List.of(smaller, empty), batches.subList(8, 40));
        session.assertHolds(log, expected);
        assertReopenedHolds(session, 0, 40, expected);
    }

    @Test
    void showsNothingBeforeItIsCommittedAndLeavesNothingWhenItIsNot() {
        EngineSession before = open();
        PartitionLog log = given(before);
        EngineSession session = before;
        List<Path> files = List.of();
        if (storage().keepsFiles()) {
            closeNow(before);
            files = FileTree.filesEndingWith(root(), "");
            session = open();
            log = session.openLog();
        }

        try (LogRewrite rewrite = log.rewrite(0, 16)) {
            rewrite.append(batches.get(3));
            rewrite.append(batches.get(15));
            session.assertHolds(log, batches);
        }

        session.assertHolds(log, batches);
        if (storage().keepsFiles()) {
            closeNow(session);
            assertThat(FileTree.filesEndingWith(root(), "")).isEqualTo(files);
            session = open();
        }
        assertReopenedHolds(session, 0, 40, batches);
    }

    @Test
    void isCutAndDeletedAsAnythingElse() {
        EngineSession session = open();
        PartitionLog log = given(session);
        rewrite(log, 0, 16, only(1, 6, 15));
        rewrite(log, 16, 32, only(20, 25, 31));

        session.await(log.deleteBefore(5));
        session.await(log.truncateTo(27));

        List<ByteBuffer> left = only(6, 15, 20, 25);
        session.assertHolds(log, left);
        assertThat(log.startOffset()).isEqualTo(5);
        assertThat(log.endOffset()).isEqualTo(26);
        session.await(log.deleteBefore(16));
        assertReopenedHolds(session, 16, 26, only(20, 25));
    }

    @Test
    void leavesLeasedBytesAsTheyAre() {
        EngineSession session = open();
        PartitionLog log = given(session);
        List<LogSlice> slices = new ArrayList<>();
        for (int offset = 0; offset < 40; offset += 2) {
            slices.add(session.read(log, offset, 2000, NO_LIMIT));
        }

        rewrite(log, 0, 16, only(15));
        rewrite(log, 0, 36, only(15, 35));

        for (int i = 0; i < slices.size(); i++) {
            assertThat(TestBatches.split(slices.get(i).toBuffer()))
                    .as("slice at %d", 2 * i)
                    .isEqualTo(batches.subList(2 * i, 2 * i + 2));
        }
        slices.forEach(LogSlice::close);
    }

    @Test
    void givesSpaceBack() {
        EngineSession session = open();
        PartitionLog log = given(session);

        rewrite(log, 0, 36, only(35));

        assertThat(log.segments().stream().mapToLong(SegmentInfo::sizeBytes).sum())
                .isEqualTo(5000);
        if (storage().keepsFiles()) {
            closeNow(session);
            assertThat(FileTree.filesEndingWith(root(), storage().fileNames().logSuffix()).stream()
                            .mapToLong(CrashSite::size)
                            .sum())
                    .as("bytes on disk")
                    .isLessThan(10_000);
        }
    }

    @Test
    void timestampsAreThoseOfWhatIsThere() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        LogModel model = new LogModel();
        for (int i = 0; i < 40; i++) {
            batches.add(
                    TestBatches.at(i).sizeInBytes(1000).timestamp(i * 37 % 50).build());
            session.append(log, batches.get(i));
        }

        rewrite(log, 0, 16, only(1, 6, 9, 15));

        model.append(TestBatches.concat(concat(only(1, 6, 9, 15), batches.subList(16, 40))));
        EngineSession after = session;
        for (int time = 0; time < 2; time++) {
            for (int timestamp = -1; timestamp < 52; timestamp++) {
                assertThat(log.firstBatchAtOrAfter(timestamp)).isEqualTo(model.firstBatchAtOrAfter(timestamp));
            }
            assertThat(log.batchWithLargestTimestamp()).isEqualTo(model.batchWithLargestTimestamp());
            after = reopened(after);
            log = after.openLog();
        }
    }

    /** Retention by time goes by it: compacted again and again, they would be kept for ever. */
    @Test
    void whatHasNoTimestampsIsAsOldAsTheYoungestSegmentThatWasReplaced() {
        onlyIfFilesAreKept();
        EngineSession before = open();
        PartitionLog first = before.openLog();
        for (int i = 0; i < 40; i++) {
            batches.add(TestBatches.at(i).sizeInBytes(1000).timestamp(-1).build());
            before.append(first, batches.get(i));
        }
        closeNow(before);
        long[] writtenMillis = {1_700_000_030_000L, 1_700_000_020_000L, 1_700_000_090_000L, 1_700_000_000_000L};
        List<Path> files =
                FileTree.filesEndingWith(root(), storage().fileNames().logSuffix());
        for (int i = 0; i < writtenMillis.length; i++) {
            FileTime written = FileTime.fromMillis(writtenMillis[i]);
            Path file = files.get(i);
            FileTree.io(() -> Files.setLastModifiedTime(file, written));
        }
        EngineSession session = open();
        PartitionLog log = session.openLog();
        assumeTrue(log.segments().get(0).newestMillis() == writtenMillis[0], "this engine cannot tell");

        rewrite(log, 0, 8, only(1, 7));
        assertThat(ages(log)).startsWith(writtenMillis[0], writtenMillis[2], writtenMillis[3]);
        rewrite(log, 0, 16, only(1, 15));
        assertThat(ages(log)).startsWith(writtenMillis[2]);
        rewrite(log, 0, 16, only(15));

        assertThat(ages(log)).startsWith(writtenMillis[2]);
        assertThat(ages(reopened(session).openLog())).startsWith(writtenMillis[2]);
    }

    private static List<Long> ages(PartitionLog log) {
        return log.segments().stream().map(SegmentInfo::newestMillis).toList();
    }

    private static ByteBuffer marker(long offset) {
        return TestBatches.at(offset).attributes(0x30).producer(offset, 0, -1).build();
    }

    @Test
    void abortedTransactionsAreForgottenWithTheirMarkers() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<AbortedTransaction> noted = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            boolean marks = i % 10 == 9;
            batches.add(marks ? marker(i) : TestBatches.at(i).sizeInBytes(1000).build());
            session.append(log, batches.get(i));
            if (marks) {
                noted.add(new AbortedTransaction(i, i - 5, i, i + 1));
                log.noteAborted(noted.get(noted.size() - 1));
            }
            if (i == 120) {
                log.writeBlob("tailwater-x", new byte[1]);
            }
        }
        long to = log.segments().stream()
                .mapToLong(SegmentInfo::endOffset)
                .filter(end -> end > 60)
                .findFirst()
                .orElseThrow();
        ByteBuffer withoutARecord = TestBatches.at(29)
                .records(0)
                .offsets(1)
                .attributes(0x30)
                .producer(29, 0, -1)
                .build();

        rewrite(log, 0, to, List.of(batches.get(9), withoutARecord, batches.get(39), batches.get((int) to - 1)));

        List<AbortedTransaction> expected = noted.stream()
                .filter(transaction -> transaction.lastOffset() == 9
                        || transaction.lastOffset() == 39
                        || transaction.lastOffset() >= to - 1)
                .toList();
        assertThat(session.await(log.abortedTransactions(0, 200))).isEqualTo(expected);
        assertThat(session.await(log.abortedTransactions(8, 10))).isEqualTo(expected.subList(0, 1));
        log.writeBlob("tailwater-x", new byte[2]);
        EngineSession after = reopened(session);
        PartitionLog again = after.openLog();
        again.forgetAborted(again.endOffset());
        assertThat(after.await(again.abortedTransactions(0, 200))).isEqualTo(expected);
        after.await(again.deleteBefore(to));
        assertThat(after.await(again.abortedTransactions(to, 200)))
                .isEqualTo(expected.stream()
                        .filter(transaction -> transaction.lastOffset() >= to)
                        .toList());
    }
}

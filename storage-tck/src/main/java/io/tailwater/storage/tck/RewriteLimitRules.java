package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compaction: what is refused, and what happens beside it meanwhile. */
abstract class RewriteLimitRules extends RewriteSuite {

    @ParameterizedTest
    @CsvSource({"0,0", "1,8", "0,7", "8,4", "0,40", "36,40", "40,40", "-1,8", "0,39", "4,44"})
    void refusesWhatIsNoRowOfClosedSegments(long from, long to) {
        EngineSession session = open();
        PartitionLog log = given(session);

        assertThatThrownBy(() -> log.rewrite(from, to)).isInstanceOf(IllegalArgumentException.class);

        session.assertHolds(log, batches);
        assertThat(rewrite(log, 0, 36, only(35))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3,8", "16,20", "12,11", "12,12"})
    void refusesBatchesThatDoNotBelongThere(int first, int second) {
        EngineSession session = open();
        PartitionLog log = given(session);

        try (LogRewrite rewrite = log.rewrite(4, 16)) {
            assertThatThrownBy(() -> only(first, second).forEach(rewrite::append))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        session.assertHolds(log, batches);
    }

    @Test
    void refusesPartsOfBatches() {
        EngineSession session = open();
        PartitionLog log = given(session);

        try (LogRewrite rewrite = log.rewrite(4, 16)) {
            ByteBuffer part = batches.get(5).duplicate().limit(700);
            assertThatThrownBy(() -> rewrite.append(part)).isInstanceOf(IllegalArgumentException.class);
        }

        session.assertHolds(log, batches);
    }

    @Test
    void isNotDoneWithoutABatchWhereTheRangeEnds() {
        EngineSession session = open();
        PartitionLog log = given(session);

        try (LogRewrite rewrite = log.rewrite(4, 16)) {
            rewrite.append(batches.get(14));
            assertThatThrownBy(rewrite::commit).isInstanceOf(IllegalArgumentException.class);
        }

        assertReopenedHolds(session, 0, 40, batches);
    }

    @Test
    void thereIsOneAtATime() {
        EngineSession session = open();
        PartitionLog log = given(session);

        LogRewrite first = log.rewrite(0, 8);
        assertThatThrownBy(() -> log.rewrite(8, 16)).isInstanceOf(IllegalStateException.class);
        first.close();
        first.close();

        assertThat(rewrite(log, 8, 16, only(15))).isTrue();
        assertThat(rewrite(log, 0, 8, only(7))).isTrue();
    }

    @Test
    void goesOnWhileTheWriterAppendsAndRolls() {
        EngineSession session = open();
        PartitionLog log = given(session);

        try (LogRewrite rewrite = log.rewrite(0, 16)) {
            rewrite.append(batches.get(3));
            batches.addAll(session.appendMany(log, 20, 1000));
            rewrite.append(batches.get(15));
            assertThat(rewrite.commit()).isTrue();
        }
        batches.addAll(session.appendMany(log, 20, 1000));

        List<ByteBuffer> expected = concat(only(3, 15), batches.subList(16, 80));
        session.assertHolds(log, expected);
        assertReopenedHolds(session, 0, 80, expected);
    }

    @ParameterizedTest
    @CsvSource({"4,7", "4,9", "4,40", "0,40"})
    void leavesARangeAloneOfWhichASegmentWasDeletedMeanwhile(long from, long before) {
        EngineSession session = open();
        PartitionLog log = given(session);

        try (LogRewrite rewrite = log.rewrite(from, 16)) {
            rewrite.append(batches.get(15));
            session.await(log.deleteBefore(before));
            assertThat(rewrite.commit()).isEqualTo(before < 8);
        }

        List<ByteBuffer> expected =
                before < 8 ? concat(only(15), batches.subList(16, 40)) : batches.subList((int) before, 40);
        session.assertHolds(log, expected);
        assertReopenedHolds(session, before, 40, expected);
    }

    @ParameterizedTest
    @CsvSource({"16", "14", "2", "0"})
    void leavesARangeAloneOfWhichSomethingWasCutOffMeanwhile(long end) {
        EngineSession session = open();
        PartitionLog log = given(session);

        boolean done;
        try (LogRewrite rewrite = log.rewrite(4, 16)) {
            rewrite.append(batches.get(15));
            session.await(log.truncateTo(end));
            done = rewrite.commit();
        }

        List<ByteBuffer> whole = batches.subList(0, (int) end);
        List<ByteBuffer> expected = done ? concat(batches.subList(0, 4), only(15)) : whole;
        assertThat(done && end < 16).isFalse();
        session.assertHolds(log, expected);
        ByteBuffer next = TestBatches.at(end).leaderEpoch(1).build();
        session.append(log, next);
        assertReopenedHolds(session, 0, end + 1, concat(expected, List.of(next)));
    }

    @Test
    void endsWithTheLog() {
        EngineSession session = open();
        PartitionLog log = given(session);
        LogRewrite rewrite = log.rewrite(0, 16);
        rewrite.append(batches.get(15));

        log.close();

        assertThatThrownBy(rewrite::commit)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CLOSED));
        rewrite.close();
        assertThatThrownBy(() -> log.rewrite(0, 16)).isInstanceOf(StorageException.class);
        assertReopenedHolds(session, 0, 40, batches);
    }

    @Test
    void survivesACrashRightAfterIt() {
        onlyIfFilesAreKept();
        CrashSite site = CrashSite.after(storage(), root(), (session, log) -> {
            batches = session.appendMany(log, 40, 1000);
            session.await(log.flush());
            session.workers().blocking(() -> rewrite(log, 0, 16, only(1, 6, 15)));
        });

        site.recoverTwice(
                RewriteLimitRules::nothing,
                (session, log) -> session.assertHolds(log, concat(only(1, 6, 15), batches.subList(16, 40))));
    }

    private static void nothing(Path root) {}
}

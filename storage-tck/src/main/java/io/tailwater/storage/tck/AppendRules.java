package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

abstract class AppendRules extends StorageSuite {

    @Test
    void startsEmptyAtOffsetZero() {
        PartitionLog log = open().openLog();

        assertThat(log.id()).isEqualTo(EngineSession.LOG);
        assertThat(log.startOffset()).isZero();
        assertThat(log.endOffset()).isZero();
        assertThat(log.durableOffset()).isZero();
        assertThat(log.recovery().cutBytes()).isZero();
        assertThat(log.recovery().findings()).isEmpty();
    }

    @Test
    void keepsBatchesByteForByte() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = List.of(
                TestBatches.at(0).records(3).timestamps(1_000, 10).build(),
                TestBatches.at(3).producer(77, 4, 12).leaderEpoch(1).build(),
                TestBatches.at(4).attributes(0x34).leaderEpoch(1).build(),
                TestBatches.at(5).valueBytes(1000).leaderEpoch(9).seed(5).build());

        batches.forEach(batch -> session.append(log, batch));

        assertThat(log.endOffset()).isEqualTo(6);
        session.assertHolds(log, batches);
    }

    @Test
    void appendsSeveralBatchesAtOnce() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = IntStream.range(0, 200)
                .mapToObj(i -> TestBatches.at(i).valueBytes(i).build())
                .toList();

        session.append(log, TestBatches.concat(batches));

        assertThat(log.endOffset()).isEqualTo(200);
        session.assertHolds(log, batches);
    }

    @Test
    void leavesTheCallersBufferAloneAndReadsOnlyWhatIsBetweenPositionAndLimit() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        ByteBuffer batch = TestBatches.at(0).valueBytes(100).build();
        ByteBuffer direct = ByteBuffer.allocateDirect(batch.remaining() + 20).position(7);
        direct.put(batch.duplicate()).limit(direct.position()).position(7);

        session.append(log, direct);
        int positionAfter = direct.position();
        int limitAfter = direct.limit();
        direct.clear().put(new byte[direct.capacity()]);

        assertThat(positionAfter).isEqualTo(7);
        assertThat(limitAfter).isEqualTo(7 + batch.remaining());
        session.assertHolds(log, List.of(batch));
    }

    @Test
    void takesReadOnlyBuffers() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        ByteBuffer batch = TestBatches.at(0).build();

        session.append(log, batch.asReadOnlyBuffer());

        session.assertHolds(log, List.of(batch));
    }

    @Test
    void appendsWithoutReservation() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = IntStream.range(0, 50)
                .mapToObj(i -> TestBatches.at(i).sizeInBytes(1000).build())
                .toList();

        batches.forEach(log::append);

        session.assertHolds(log, batches);
    }

    @Test
    void takesAnyReservationThatIsNotUsed() {
        EngineSession session = open();
        PartitionLog log = session.openLog();

        session.await(log.reserve(1));
        session.await(log.reserve(1 << 20));
        session.await(log.reserve(100));
        List<ByteBuffer> batches = session.appendMany(log, 3, 3000);

        session.assertHolds(log, batches);
    }

    @Test
    void showsWhatItWasToldBeforeOnlyWhenItIsAppended() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> before = session.appendMany(log, 1, 500);
        ByteBuffer next = TestBatches.at(1).sizeInBytes(2000).build();

        session.await(log.reserveFor(next));

        assertThat(log.endOffset()).isEqualTo(1);
        session.assertHolds(log, before);
        log.append(next);
        session.assertHolds(log, List.of(before.get(0), next));
    }

    @Test
    void leavesNothingOfWhatItWasToldBeforeAndIsNotAppended() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = new ArrayList<>(session.appendMany(log, 1, 500));

        session.await(log.reserveFor(TestBatches.at(1).sizeInBytes(2500).build()));
        ByteBuffer smaller = TestBatches.at(1).sizeInBytes(100).build();
        log.append(smaller);
        batches.add(smaller);
        session.await(log.reserveFor(TestBatches.at(2).sizeInBytes(900).build()));
        batches.addAll(session.appendMany(log, 2, 300));
        session.await(log.reserveFor(TestBatches.at(4).sizeInBytes(70_000).build()));

        session.assertHolds(log, batches);
        session.assertHolds(reopened(session).openLog(), batches);
    }

    @Test
    void deletesEverythingWhileItWasToldWhatIsNext() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        session.appendMany(log, 3, 300);
        ByteBuffer next = TestBatches.at(3).sizeInBytes(2000).build();
        CompletionStage<Void> reserved = log.reserveFor(next);

        session.await(log.deleteBefore(3));
        session.await(reserved);
        log.append(next);

        assertThat(log.startOffset()).isEqualTo(3);
        session.assertHolds(log, List.of(next));
        session.assertHolds(reopened(session).openLog(), List.of(next));
    }

    @Test
    void leapsOverOffsetsThatTheCallerLeavesOut() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = List.of(
                TestBatches.at(5).records(2).build(),
                TestBatches.at(1_000).build(),
                TestBatches.at(6_000_000_000L).build());

        batches.forEach(batch -> session.append(log, batch));

        assertThat(log.endOffset()).isEqualTo(6_000_000_001L);
        session.assertHolds(log, batches);
        assertThat(session.readFrom(log, 7)).isEqualTo(batches.subList(1, 3));
        assertThat(session.readFrom(log, 1_001)).isEqualTo(batches.subList(2, 3));
    }

    @Test
    void keepsBatchesThatSpanMoreOffsetsThanTheyHaveRecords() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = List.of(
                TestBatches.at(0).records(2).offsets(100).build(),
                TestBatches.at(100).build());

        batches.forEach(batch -> session.append(log, batch));

        assertThat(session.readFrom(log, 99)).isEqualTo(batches);
        assertThat(session.readFrom(log, 100)).isEqualTo(batches.subList(1, 2));
    }

    @Test
    void takesBatchesLargerThanASegment() {
        EngineSession session = open();
        PartitionLog log = session.openLog();
        List<ByteBuffer> batches = List.of(
                TestBatches.at(0).build(),
                TestBatches.at(1).sizeInBytes(50_000).build(),
                TestBatches.at(2).sizeInBytes(300_000).build(),
                TestBatches.at(3).build());

        batches.forEach(batch -> session.append(log, batch));

        session.assertHolds(log, batches);
    }

    /** The overlap is a matter of chance, so both writers go on until one is caught. */
    @Test
    void catchesTwoWritersAtOnce() {
        EngineSession session = open();
        PartitionLog log = session.openLog(EngineSession.LOG, new LogOptions(1 << 30, Long.MAX_VALUE, 4096));
        ByteBuffer large = TestBatches.concat(IntStream.range(0, 2000)
                .mapToObj(i -> TestBatches.at(i).sizeInBytes(100).build())
                .toList());
        AtomicBoolean caught = new AtomicBoolean();
        Executor threads = task -> new Thread(task, "second-writer").start();
        Runnable writer = () -> {
            for (int i = 0; i < 300 && !caught.get(); i++) {
                ByteBuffer batches = large.duplicate();
                try {
                    log.append(shifted(batches, log.endOffset()));
                } catch (IllegalStateException e) {
                    caught.set(true);
                } catch (RuntimeException e) {
                    // The other writer was quicker, and the offsets are taken.
                }
            }
        };

        CompletableFuture<Void> second = CompletableFuture.runAsync(writer, threads);
        writer.run();
        session.await(second);

        assertThat(caught).as("an IllegalStateException from SequentialGuard").isTrue();
    }

    private static ByteBuffer shifted(ByteBuffer batches, long offset) {
        List<ByteBuffer> moved = TestBatches.split(batches);
        for (int i = 0; i < moved.size(); i++) {
            moved.get(i).putLong(0, offset + i);
        }
        return TestBatches.concat(moved);
    }
}

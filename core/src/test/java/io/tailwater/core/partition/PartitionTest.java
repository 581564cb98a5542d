package io.tailwater.core.partition;

import static io.tailwater.core.partition.PartitionUnderTest.LEADER_EPOCH;
import static io.tailwater.core.partition.PartitionUnderTest.NOW_MILLIS;
import static io.tailwater.core.partition.TopicUnderTest.batch;
import static io.tailwater.core.partition.TopicUnderTest.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicConfig.Durability;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.tck.TestBatches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionTest {

    @TempDir
    Path directory;

    private PartitionUnderTest orders;
    private Partition partition;
    private ControlledLog log;
    private ManualLoop loop;
    private ManualExecutor flusher;

    @BeforeEach
    void open() {
        orders = new PartitionUnderTest(directory);
        partition = orders.partition;
        log = orders.log;
        loop = orders.loop;
        flusher = orders.flusher;
    }

    @Test
    void givesOffsetsAndTheLeaderEpochInPlace() {
        ByteBuffer first = TestBatches.at(100).records(3).build();
        ByteBuffer second = TestBatches.at(100).records(2).build();

        append(first, Acks.WRITTEN);
        append(second, Acks.WRITTEN);

        assertThat(orders.answers).containsExactly(new Appended(0, -1, 0), new Appended(3, -1, 0));
        assertThat(RecordBatchHeader.baseOffset(second, 0)).isEqualTo(3);
        assertThat(RecordBatchHeader.leaderEpoch(second, 0)).isEqualTo(LEADER_EPOCH);
        assertThat(TestBatches.isIntact(second)).isTrue();
        assertThat(partition.epochs().endOf(LEADER_EPOCH, log.endOffset()))
                .isEqualTo(new EpochEndOffset(LEADER_EPOCH, 5));
    }

    @Test
    void stampsBatchesUnderLogAppendTimeAndMakesTheirCrcRightAgain() {
        partition.reconfigure(Topics.config(1 << 20, true));
        ByteBuffer batch = TestBatches.at(0).records(3).timestamps(5, 1).build();

        append(batch, Acks.WRITTEN);

        assertThat(orders.answers).containsExactly(new Appended(0, NOW_MILLIS, 0));
        assertThat(RecordBatchHeader.isLogAppendTime(batch, 0)).isTrue();
        assertThat(RecordBatchHeader.maxTimestamp(batch, 0)).isEqualTo(NOW_MILLIS);
        assertThat(RecordBatchHeader.baseTimestamp(batch, 0)).isEqualTo(5);
        assertThat(TestBatches.isIntact(batch)).isTrue();
    }

    @Test
    void refusesBytesThatAreNotOneBatch() {
        ByteBuffer batch = TestBatches.at(0).build();

        append(TestBatches.concat(List.of(batch, batch)), Acks.WRITTEN);
        append(batch.duplicate().limit(batch.limit() - 1), Acks.WRITTEN);
        append(batch.duplicate().limit(20), Acks.WRITTEN);

        assertThat(orders.answers)
                .hasSize(3)
                .allSatisfy(answer -> assertThat(code(answer)).isEqualTo(ErrorCode.INVALID_RECORD));
        assertThat(log.endOffset()).isZero();
    }

    @Test
    void answersADuplicateAsItWasTheFirstTime() {
        append(TestBatches.at(0).records(2).producer(9, 0, 0).build(), Acks.WRITTEN);
        append(TestBatches.at(0).records(2).producer(9, 0, 2).build(), Acks.WRITTEN);
        append(TestBatches.at(0).records(2).producer(9, 0, 0).build(), Acks.WRITTEN);

        assertThat(orders.answers)
                .containsExactly(new Appended(0, -1, 0), new Appended(2, -1, 0), new Appended(0, -1, 0));
        assertThat(log.endOffset()).isEqualTo(4);
    }

    @Test
    void storesNothingOutOfSequence() {
        append(TestBatches.at(0).producer(9, 1, 0).build(), Acks.WRITTEN);
        append(TestBatches.at(0).producer(9, 1, 2).build(), Acks.WRITTEN);
        append(TestBatches.at(0).producer(9, 0, 1).build(), Acks.WRITTEN);

        assertThat(code(orders.answers.get(1))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(code(orders.answers.get(2))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(log.endOffset()).isEqualTo(1);
    }

    @Test
    void theOwnerWritesTransactionalRecordsWithoutSequenceNumbersAndMarkers() {
        int transactional = 0x10;
        appendAsOwner(
                TestBatches.at(0).producer(9, 4, -1).attributes(transactional).build());
        appendAsOwner(
                TestBatches.at(0).producer(9, 4, -1).attributes(transactional).build());
        assertThat(partition.lastStableOffset()).isZero();

        appendAsOwner(ControlBatch.of(new TransactionMarker(9, (short) 4, true, 0), NOW_MILLIS));
        loop.run();
        flusher.run();
        loop.run();

        assertThat(orders.answers)
                .containsExactly(new Appended(0, -1, 0), new Appended(1, -1, 0), new Appended(2, -1, 0));
        assertThat(partition.lastStableOffset()).isEqualTo(3);
    }

    @Test
    void answersDurableAppendsTogetherAfterTheFlushThatCoversThem() {
        append(batch(), Acks.DURABLE);
        append(batch(), Acks.DURABLE);
        append(batch(), Acks.WRITTEN);
        loop.run();

        assertThat(orders.answers).containsExactly(new Appended(2, -1, 0));
        assertThat(flusher.held()).isEqualTo(1);

        flusher.run();
        loop.run();
        assertThat(orders.answers)
                .containsExactly(new Appended(2, -1, 0), new Appended(0, -1, 0), new Appended(1, -1, 0));
        assertThat(log.durableOffset()).isEqualTo(3);
    }

    @Test
    void makesAppendsDuringAFlushWaitForTheNext() {
        append(batch(), Acks.DURABLE);
        loop.run();
        flusher.run(); // The first flush is done; the loop has not heard of it.
        append(batch(), Acks.DURABLE);
        loop.run();

        assertThat(orders.answers).containsExactly(new Appended(0, -1, 0));
        assertThat(flusher.held()).isEqualTo(1);

        flusher.run();
        loop.run();
        assertThat(orders.answers).hasSize(2);
        assertThat(flusher.held()).isZero();
    }

    @Test
    void answersADuplicateOfAnAppendThatWaitsWhenThatIsDurable() {
        append(TestBatches.at(0).producer(9, 0, 0).build(), Acks.DURABLE);
        append(TestBatches.at(0).producer(9, 0, 0).build(), Acks.DURABLE);
        loop.run();
        assertThat(orders.answers).isEmpty();

        flusher.run();
        loop.run();
        assertThat(orders.answers).containsExactly(new Appended(0, -1, 0), new Appended(0, -1, 0));
        assertThat(log.endOffset()).isEqualTo(1);
    }

    @Test
    void failsAllThatWaitWhenAFlushFailsAndTakesNoMore() {
        log.flushFails = true;
        append(batch(), Acks.DURABLE);
        append(batch(), Acks.DURABLE);
        loop.run();
        flusher.run();
        loop.run();
        append(batch(), Acks.WRITTEN);

        assertThat(orders.answers)
                .hasSize(3)
                .allSatisfy(answer -> assertThat(code(answer)).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR));
        assertThat(log.endOffset()).isEqualTo(2);
    }

    @Test
    void refusesAppendsWhileTheDiskIsFullAndTakesThemAgainWhenThereIsSpace() {
        append(batch(), Acks.WRITTEN);
        log.full = true;
        append(batch(), Acks.WRITTEN);
        append(batch(), Acks.WRITTEN);
        log.full = false;
        append(batch(), Acks.WRITTEN);

        assertThat(orders.answers.get(0)).isEqualTo(new Appended(0, -1, 0));
        assertThat(code(orders.answers.get(1))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(code(orders.answers.get(2))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(orders.answers.get(3)).isEqualTo(new Appended(1, -1, 0));
    }

    @Test
    void keepsOrderWhileItWaitsForRoom() {
        CompletableFuture<Void> room = new CompletableFuture<>();
        log.room = room;
        append(TestBatches.at(0).producer(9, 0, 0).build(), Acks.WRITTEN);
        append(TestBatches.at(0).producer(9, 0, 1).build(), Acks.WRITTEN);
        assertThat(orders.answers).isEmpty();

        log.room = CompletableFuture.completedFuture(null);
        append(TestBatches.at(0).producer(9, 0, 2).build(), Acks.WRITTEN);
        room.complete(null);
        loop.run();

        assertThat(orders.answers)
                .containsExactly(new Appended(0, -1, 0), new Appended(1, -1, 0), new Appended(2, -1, 0));
    }

    @Test
    void refusesAllThatWaitForRoomThereIsNone() {
        CompletableFuture<Void> room = new CompletableFuture<>();
        log.room = room;
        append(batch(), Acks.WRITTEN);
        append(batch(), Acks.WRITTEN);
        room.completeExceptionally(new StorageException(StorageException.Kind.FULL, "no space left"));
        loop.run();
        log.room = CompletableFuture.completedFuture(null);
        append(batch(), Acks.WRITTEN);

        assertThat(code(orders.answers.get(0))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(code(orders.answers.get(1))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(orders.answers.get(2)).isEqualTo(new Appended(0, -1, 0));
    }

    @Test
    void waitsForNoFlushWhereTheTopicLeavesItToTheOperatingSystem() {
        partition.reconfigure(Topics.flushing(Long.MAX_VALUE, Long.MAX_VALUE, Durability.OS));
        append(batch(), Acks.DURABLE);
        loop.run();

        assertThat(orders.answers).containsExactly(new Appended(0, -1, 0));
        assertThat(flusher.held()).isZero();
    }

    @Test
    void holdsTheAppendThatMakesSoManyUnflushedRecordsUntilTheyAreFlushed() {
        partition.reconfigure(Topics.flushing(5, Long.MAX_VALUE, Durability.OS));
        append(TestBatches.at(0).records(4).build(), Acks.WRITTEN);
        append(TestBatches.at(0).records(1).build(), Acks.WRITTEN);
        loop.run();
        assertThat(orders.answers).containsExactly(new Appended(0, -1, 0));

        flusher.run();
        loop.run();
        assertThat(orders.answers).containsExactly(new Appended(0, -1, 0), new Appended(4, -1, 0));
        assertThat(log.durableOffset()).isEqualTo(5);
    }

    @Test
    void flushesWhatHasWaitedForTheTopicsTime() {
        TopicConfig config = Topics.flushing(Long.MAX_VALUE, 200, Durability.ACKS);
        partition.reconfigure(config);
        append(batch(), Acks.WRITTEN);
        loop.pass(199);
        assertThat(flusher.held()).isZero();

        loop.pass(1);
        assertThat(flusher.held()).isEqualTo(1);
        flusher.run();
        loop.pass(1_000);
        assertThat(flusher.held()).isZero();
        assertThat(log.durableOffset()).isEqualTo(1);
    }

    @Test
    void answersWhatWaitsWhenItIsReleased() {
        append(batch(), Acks.DURABLE);
        log.room = new CompletableFuture<>();
        append(batch(), Acks.WRITTEN);

        partition.release();

        assertThat(orders.answers)
                .hasSize(2)
                .allSatisfy(answer -> assertThat(code(answer)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER));
    }

    @Test
    void answersWhatTheLogIsReadingOnlyWhenItHasLetGoOfIt() {
        append(batch(), Acks.WRITTEN);
        CompletableFuture<Void> stored = new CompletableFuture<>();
        log.room = stored;
        append(TestBatches.at(0).sizeInBytes(100_000).build(), Acks.WRITTEN);
        append(batch(), Acks.WRITTEN);

        partition.release();
        assertThat(log.announcedOffset).isEqualTo(1);
        assertThat(orders.answers).hasSize(1);
        stored.complete(null);
        loop.run();

        assertThat(orders.answers.subList(1, 3))
                .allSatisfy(answer -> assertThat(code(answer)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER));
        assertThat(log.endOffset()).isEqualTo(1);
    }

    @Test
    void showsTheLogNoLargeBatchThatMayBeRefused() {
        append(TestBatches.at(0).producer(9, 0, 5).sizeInBytes(100_000).build(), Acks.WRITTEN);
        append(TestBatches.at(0).producer(9, 0, 6).sizeInBytes(100_000).build(), Acks.WRITTEN);
        assertThat(log.announcedOffset).isEqualTo(1);

        append(TestBatches.at(0).producer(9, 0, 6).sizeInBytes(100_000).build(), Acks.WRITTEN);
        append(TestBatches.at(0).producer(9, 0, 9).sizeInBytes(100_000).build(), Acks.WRITTEN);

        assertThat(log.announcedOffset).isEqualTo(1);
        assertThat(orders.answers.get(2)).isEqualTo(new Appended(1, -1, 0));
        assertThat(code(orders.answers.get(3))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void keepsTheBytesAsTheyWereSentButForTheHeader() {
        ByteBuffer sent = TestBatches.at(50).records(5).build();
        ByteBuffer copy =
                ByteBuffer.allocate(sent.remaining()).put(sent.duplicate()).flip();
        RecordBatchHeader.setBaseOffset(copy, 0, 0);
        RecordBatchHeader.setLeaderEpoch(copy, 0, LEADER_EPOCH);

        append(sent, Acks.WRITTEN);

        LogSlice slice = (LogSlice)
                log.read(0, 1 << 20, Long.MAX_VALUE).toCompletableFuture().join();
        assertThat(slice.toBuffer()).isEqualTo(copy);
    }

    private void append(ByteBuffer batch, Acks acks) {
        orders.append(batch, AppendOrigin.CLIENT, acks);
    }

    private void appendAsOwner(ByteBuffer batch) {
        orders.append(batch, AppendOrigin.OWNER, Acks.FORCED);
    }
}

package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.Topic;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionShardsTest {

    private static final int FOREVER_MILLIS = 60_000;

    @TempDir
    Path directory;

    private ShardsUnderTest shards;
    private Topic topic;

    @BeforeEach
    void start() {
        shards = new ShardsUnderTest(directory, 3);
        topic = shards.adopt(Topics.topic("orders", 5));
    }

    @AfterEach
    void stop() {
        shards.close();
    }

    @Test
    void appendsToEachPartitionAndReadsTheSameBytesBack() {
        List<AppendOutcome> outcomes = shards.append(
                Acks.DURABLE, at(0, TestBatches.at(0).records(3).build()), at(4, batch()), at(1, batch()));

        assertThat(outcomes).containsExactly(new Appended(0, -1, 0), new Appended(0, -1, 0), new Appended(0, -1, 0));
        List<PartitionRead> reads = shards.fetch(query(1, 0, from(4, 0), from(0, 0), from(2, 0), from(1, 0)));
        assertThat(reads).extracting(PartitionRead::highWatermark).containsExactly(1L, 3L, 0L, 1L);
        assertThat(reads.get(1).slice().size())
                .isEqualTo(TestBatches.at(0).records(3).build().remaining());
        assertThat(TestBatches.isIntact(reads.get(1).slice().toBuffer())).isTrue();
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void spreadsConsecutivePartitionsOverShards() {
        long ends = 0;
        for (int partition = 0; partition < 5; partition++) {
            shards.append(Acks.NONE, at(partition, batch()));
            ends += shards.status(key(partition)).endOffset();
        }
        assertThat(ends).isEqualTo(5);
    }

    @Test
    void answersForWhatIsNotThere() {
        PartitionKey noPartition = new PartitionKey(topic.id(), 5);
        PartitionKey noTopic = new PartitionKey(new UUID(9, 9), 0);

        List<AppendOutcome> appended = shards.append(
                Acks.WRITTEN,
                new PartitionAppend(noPartition, batch()),
                at(0, batch()),
                new PartitionAppend(noTopic, batch()));
        List<PartitionRead> reads = shards.fetch(query(
                1,
                FOREVER_MILLIS,
                new PartitionFetch(noPartition, 0, 1000, -1, -1),
                new PartitionFetch(noTopic, 0, 1000, -1, -1)));

        assertThat(code(appended.get(0))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(appended.get(1)).isEqualTo(new Appended(0, -1, 0));
        assertThat(code(appended.get(2))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(code(reads.get(0))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(code(reads.get(1))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(refusal(ShardsUnderTest.await(
                        shards.partitions.findOffset(noPartition, new OffsetSpec.Earliest(), -1))))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(refusal(ShardsUnderTest.await(shards.partitions.findOffset(noTopic, new OffsetSpec.Earliest(), -1))))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
    }

    @Test
    void refusesABatchThatIsNotGoodAndMoreThanOne() {
        ByteBuffer wrong = batch();
        wrong.put(wrong.limit() - 1, (byte) ~wrong.get(wrong.limit() - 1));

        List<AppendOutcome> outcomes = shards.append(
                Acks.WRITTEN, at(0, wrong), at(1, TestBatches.concat(List.of(batch(), batch()))), at(2, batch()));

        assertThat(code(outcomes.get(0))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(code(outcomes.get(1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(outcomes.get(2)).isEqualTo(new Appended(0, -1, 0));
        assertThat(shards.format.open).hasValue(0);
    }

    @Test
    void keepsOrderWhenALargeBatchIsCheckedByAWorker() {
        int large = CheckedAppends.INLINE_BYTES + 1;
        List<Future<List<AppendOutcome>>> answers = shards.appendInARow(List.of(
                at(0, TestBatches.at(0).sizeInBytes(large).producer(1, 0, 0).build()),
                at(0, TestBatches.at(0).producer(1, 0, 1).build()),
                at(0, TestBatches.at(0).producer(1, 0, 2).build())));
        shards.worker.awaitHeld(1);
        answers.add(shards.appendInARow(
                        List.of(at(0, TestBatches.at(0).producer(1, 0, 3).build())))
                .get(0));
        assertThat(answers).noneMatch(Future::isComplete);

        shards.worker.open();

        for (int i = 0; i < 4; i++) {
            assertThat(ShardsUnderTest.await(answers.get(i))).containsExactly(new Appended(i, -1, 0));
        }
    }

    @Test
    void countsWhatOthersDoForAConnectionFromWhenSomebodyAsks() {
        shards.append(Acks.WRITTEN, at(0, batch()));
        assertThat(shards.workedNanos()).isZero();

        shards.append(Acks.WRITTEN, at(0, batch()));
        shards.append(Acks.WRITTEN, at(0, batch())); // by then the shard is done with the one before
        assertThat(shards.workedNanos()).isPositive();
    }

    @Test
    void countsWhatWorkersCheck() {
        shards.workedNanos();
        ByteBuffer large = TestBatches.at(0)
                .sizeInBytes(CheckedAppends.INLINE_BYTES + 1)
                .producer(1, 0, 0)
                .build();
        large.put(large.limit() - 1, (byte) ~large.get(large.limit() - 1)); // gets no further than to the worker

        assertThat(code(shards.append(Acks.WRITTEN, at(0, large)).get(0))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);

        assertThat(shards.workedNanos()).isPositive();
    }

    @Test
    void compressesOnAWorkerAndKeepsOrder() {
        Topic compressed = shards.adopt(
                new Topic("compressed", new UUID(7, 7), 1, Topics.config(Map.of("compression.type", "zstd"))));
        PartitionKey key = new PartitionKey(compressed.id(), 0);
        List<Future<List<AppendOutcome>>> answers = shards.appendInARow(List.of(
                new PartitionAppend(key, TestBatches.at(0).producer(1, 0, 0).build()),
                new PartitionAppend(key, TestBatches.at(0).producer(1, 0, 1).build())));
        shards.worker.awaitHeld(1);
        assertThat(answers).noneMatch(Future::isComplete);

        shards.worker.open();

        for (int i = 0; i < 2; i++) {
            assertThat(ShardsUnderTest.await(answers.get(i))).containsExactly(new Appended(i, -1, 0));
        }
        assertThat(shards.format.recompressed).hasValue(2);
        assertThat(shards.format.open).hasValue(0);
    }

    @Test
    void wakesAWaitingFetchByAnAppend() {
        PendingFetch waiting = shards.begin(query(1, FOREVER_MILLIS, from(0, 0), from(1, 0), from(2, 0)));
        shards.append(Acks.WRITTEN, at(1, batch()));

        List<PartitionRead> reads = ShardsUnderTest.await(waiting.reads());

        assertThat(reads).extracting(PartitionRead::highWatermark).containsExactly(0L, 1L, 0L);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void wakesAWaitingFetchByAnAppendThatHadToWaitForRoomItself() {
        CompletableFuture<Void> room = new CompletableFuture<>();
        shards.log(0).room = room;
        PendingFetch waiting = shards.begin(query(1, FOREVER_MILLIS, from(0, 0)));
        shards.appendInARow(Acks.WRITTEN, List.of(at(0, batch())));
        shards.status(key(0));
        room.complete(null);

        List<PartitionRead> reads = ShardsUnderTest.await(waiting.reads());

        assertThat(reads).extracting(PartitionRead::highWatermark).containsExactly(1L);
        reads.forEach(read -> read.slice().close());
    }

    @Test
    void waitsUntilAllPartitionsTogetherHaveEnough() {
        int size = batch().remaining();
        PendingFetch waiting = shards.begin(query(3 * size, FOREVER_MILLIS, from(0, 0), from(1, 0), from(2, 0)));
        shards.append(Acks.WRITTEN, at(0, batch()));
        shards.append(Acks.WRITTEN, at(1, batch()));
        shards.append(Acks.WRITTEN, at(0, batch()));

        List<PartitionRead> reads = ShardsUnderTest.await(waiting.reads());

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(2 * size, size, 0);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void answersWithTooLittleWhenItsTimeIsUp() {
        shards.append(Acks.WRITTEN, at(0, batch()));

        List<PartitionRead> reads = shards.fetch(query(1 << 20, 30, from(0, 0), from(1, 0)));

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(batch().remaining(), 0);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void answersAtOnceWhenNothingIsToBeWaitedFor() {
        assertThat(shards.fetch(query(1, 0, from(0, 0)))).hasSize(1);
        assertThat(shards.fetch(query(0, FOREVER_MILLIS, from(0, 0)))).hasSize(1);
        assertThat(shards.fetch(query(1, FOREVER_MILLIS))).isEmpty();
    }

    @Test
    void givesLeasesBackWhenAFetchIsCancelled() {
        shards.append(Acks.WRITTEN, at(0, batch()));
        PendingFetch waiting = shards.begin(query(1 << 20, FOREVER_MILLIS, from(0, 0), from(1, 0)));
        shards.onLoop(waiting::cancel);
        shards.append(Acks.WRITTEN, at(1, batch()));

        shards.status(key(0));
        shards.status(key(1));
        assertThat(waiting.reads().isComplete()).isFalse();
        assertThat(shards.leases()).isZero();
    }

    @Test
    void givesLeasesBackWhenAFetchIsCancelledWhileItReadsFromDisk() {
        shards.append(Acks.WRITTEN, at(0, batch()));
        ManualExecutor disk = new ManualExecutor();
        shards.log(0).coldReads = disk;
        PendingFetch reading = shards.begin(query(1, FOREVER_MILLIS, from(0, 0)));
        shards.status(key(0));
        shards.onLoop(reading::cancel);
        shards.status(key(0));

        disk.open();
        shards.status(key(0));

        assertThat(reading.reads().isComplete()).isFalse();
        assertThat(shards.leases()).isZero();
    }

    @Test
    void givesLeasesBackWhenAFetchIsCancelledThatHasReadAPart() {
        shards.append(Acks.WRITTEN, at(0, batch()), at(3, batch()));
        shards.log(0).coldReads = new ManualExecutor();
        PendingFetch reading = shards.begin(query(1, FOREVER_MILLIS, from(3, 0), from(0, 0)));
        shards.status(key(0));
        assertThat(shards.leases()).isEqualTo(1);

        shards.onLoop(reading::cancel);
        shards.status(key(0));

        assertThat(shards.leases()).isZero();
    }

    @Test
    void waitsForReadsFromDisk() {
        shards.append(Acks.WRITTEN, at(0, batch()), at(3, batch()));
        ManualExecutor disk = new ManualExecutor();
        shards.log(0).coldReads = disk;
        PendingFetch reading = shards.begin(query(1, FOREVER_MILLIS, from(0, 0), from(3, 0)));
        shards.status(key(0));
        assertThat(reading.reads().isComplete()).isFalse();

        disk.open();

        List<PartitionRead> reads = ShardsUnderTest.await(reading.reads());
        assertThat(reads).allMatch(read -> read.slice().size() > 0);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void givesTheFirstBatchEvenIfItIsLargerThanAsked() {
        shards.append(Acks.WRITTEN, at(0, TestBatches.at(0).sizeInBytes(5_000).build()));
        shards.append(Acks.WRITTEN, at(1, TestBatches.at(0).sizeInBytes(5_000).build()));

        FetchQuery query = new FetchQuery(
                List.of(from(2, 0), new PartitionFetch(key(0), 0, 10, -1, -1), from(1, 0)), 1_000, 1, 0, false);
        List<PartitionRead> reads = shards.fetch(query);

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(0, 5_000, 0);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void leavesOutAFurtherPartitionWhoseBatchDoesNotFit() {
        shards.append(Acks.WRITTEN, at(0, TestBatches.at(0).sizeInBytes(600).build()));
        shards.append(Acks.WRITTEN, at(3, TestBatches.at(0).sizeInBytes(5_000).build()));

        List<PartitionRead> reads = shards.fetch(new FetchQuery(List.of(from(0, 0), from(3, 0)), 1_000, 1, 0, false));

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(600, 0);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void sharesTheRoomOfAFetchAmongPartitionsInTheirOrder() {
        for (int partition = 0; partition < 5; partition++) {
            shards.append(
                    Acks.WRITTEN,
                    at(partition, TestBatches.at(0).sizeInBytes(1_000).build()));
            shards.append(
                    Acks.WRITTEN,
                    at(partition, TestBatches.at(0).sizeInBytes(1_000).build()));
        }

        List<PartitionRead> reads = shards.fetch(new FetchQuery(
                List.of(from(3, 0), from(1, 0), from(0, 0), from(2, 0), from(4, 0)), 4_500, 1, 0, false));

        assertThat(reads.get(0).slice().size()).isEqualTo(2_000);
        assertThat(reads.stream().mapToInt(read -> read.slice().size()).sum()).isLessThanOrEqualTo(4_500);
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void doesNotWaitAtTheEndOfASegmentThatIsNotTheLast() {
        Topic segmented = shards.adopt(Topics.withSegments(Topics.topic("segmented", 1), 2_000));
        PartitionKey only = new PartitionKey(segmented.id(), 0);
        for (int i = 0; i < 4; i++) {
            shards.append(
                    Acks.WRITTEN,
                    new PartitionAppend(
                            only, TestBatches.at(0).sizeInBytes(1_000).build()));
        }

        List<PartitionRead> reads =
                shards.fetch(query(3_500, FOREVER_MILLIS, new PartitionFetch(only, 0, 1 << 20, -1, -1)));

        assertThat(reads.get(0).slice().size()).isEqualTo(2_000);
        reads.get(0).slice().close();
    }

    @Test
    void deliversEveryRecordOnceAndInOrderToEveryTail() {
        int records = 2_000;
        List<Tail> tails = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            tails.add(new Tail(shards, key(partition), records));
            tails.add(new Tail(shards, key(partition), records));
        }
        tails.forEach(Tail::begin);
        for (int i = 0; i < records; i++) {
            shards.appendSoon(at(0, batch()), at(1, batch()), at(2, batch()));
        }

        tails.forEach(tail -> assertThat(ShardsUnderTest.await(tail.reached())).isEqualTo(records));
        assertThat(shards.leases()).isZero();
    }

    @Test
    void answersOffsetsOutOfRange() {
        shards.append(Acks.WRITTEN, at(0, batch()));

        List<PartitionRead> reads = shards.fetch(query(1, FOREVER_MILLIS, from(0, 2), from(1, -1)));

        assertThat(reads).allSatisfy(read -> {
            assertThat(code(read)).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
            assertThat(read.highWatermark()).isEqualTo(-1);
            assertThat(read.logStartOffset()).isEqualTo(-1);
        });
    }

    @Test
    void fencesWrongLeaderEpochs() {
        List<PartitionRead> reads = shards.fetch(query(
                1,
                FOREVER_MILLIS,
                new PartitionFetch(key(0), 0, 1000, ShardsUnderTest.LEADER_EPOCH - 1, -1),
                new PartitionFetch(key(1), 0, 1000, ShardsUnderTest.LEADER_EPOCH + 1, -1)));

        assertThat(code(reads.get(0))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(code(reads.get(1))).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(refusal(ShardsUnderTest.await(shards.partitions.epochEnd(key(0), 0, 99))))
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void showsWhereAClientsHistoryDeparts() {
        shards.append(Acks.WRITTEN, at(0, TestBatches.at(0).records(4).build()));
        shards.restart(topic, ShardsUnderTest.LEADER_EPOCH + 2);
        shards.append(Acks.WRITTEN, at(0, TestBatches.at(0).records(2).build()));

        List<PartitionRead> reads = shards.fetch(
                query(1, FOREVER_MILLIS, new PartitionFetch(key(0), 6, 1000, -1, ShardsUnderTest.LEADER_EPOCH + 1)));

        assertThat(reads.get(0).error()).isNull();
        assertThat(reads.get(0).divergence()).isEqualTo(new EpochEndOffset(ShardsUnderTest.LEADER_EPOCH, 4));
        assertThat(ShardsUnderTest.await(shards.partitions.epochEnd(key(0), ShardsUnderTest.LEADER_EPOCH + 2, -1)))
                .isEqualTo(Result.ok(new EpochEndOffset(ShardsUnderTest.LEADER_EPOCH + 2, 6)));
    }

    @Test
    void findsOffsets() {
        shards.append(
                Acks.WRITTEN,
                at(0, TestBatches.at(0).records(3).timestamps(100, 10).build()));
        shards.append(
                Acks.WRITTEN,
                at(0, TestBatches.at(0).records(3).timestamps(200, 10).build()));

        assertThat(find(new OffsetSpec.Earliest())).isEqualTo(new OffsetFound(0, -1, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.Latest(false))).isEqualTo(new OffsetFound(6, -1, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.LargestTimestamp(false)))
                .isEqualTo(new OffsetFound(5, 220, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(105, false)))
                .isEqualTo(new OffsetFound(1, 110, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(130, false)))
                .isEqualTo(new OffsetFound(3, 200, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(221, false))).isEqualTo(new OffsetFound(-1, -1, -1));
    }

    @Test
    void goesOnToTheNextBatchWhenAHeaderStatesATimestampNoRecordHas() {
        ByteBuffer lying = TestBatches.at(0).records(1).timestamp(100).build();
        lying.putLong(35, 1_000);
        shards.append(Acks.WRITTEN, at(0, TestBatches.seal(lying)));
        shards.append(
                Acks.WRITTEN, at(0, TestBatches.at(0).records(1).timestamp(500).build()));

        assertThat(find(new OffsetSpec.AtOrAfter(400, false)))
                .isEqualTo(new OffsetFound(1, 500, ShardsUnderTest.LEADER_EPOCH));
    }

    @Test
    void findsNoRecordThatWasDeletedWithAPartOfItsBatch() {
        shards.append(
                Acks.WRITTEN,
                at(0, TestBatches.at(0).records(5).timestamps(500, -100).build()));
        shards.append(
                Acks.WRITTEN,
                at(0, TestBatches.at(0).records(2).timestamps(50, 10).build()));
        delete(3);

        assertThat(find(new OffsetSpec.AtOrAfter(150, false)))
                .isEqualTo(new OffsetFound(3, 200, ShardsUnderTest.LEADER_EPOCH));
        assertThat(find(new OffsetSpec.AtOrAfter(250, false))).isEqualTo(new OffsetFound(-1, -1, -1));
        assertThat(find(new OffsetSpec.LargestTimestamp(false)))
                .isEqualTo(new OffsetFound(3, 200, ShardsUnderTest.LEADER_EPOCH));
    }

    @Test
    void deletesRecordsBelowAnOffset() {
        shards.append(Acks.WRITTEN, at(0, TestBatches.at(0).records(3).build()));
        shards.append(Acks.WRITTEN, at(0, TestBatches.at(0).records(3).build()));

        assertThat(delete(4)).isEqualTo(Result.ok(4L));
        assertThat(delete(2)).isEqualTo(Result.ok(4L));
        assertThat(refusal(delete(7))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(code(shards.fetch(query(1, 0, from(0, 3))).get(0))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(find(new OffsetSpec.Earliest()).offset()).isEqualTo(4);
        assertThat(delete(-1)).isEqualTo(Result.ok(6L));
        assertThat(shards.status(key(0)).logStartOffset()).isEqualTo(6);
    }

    @Test
    void answersWhatWaitsWhenATopicGoes() {
        PendingFetch waiting = shards.begin(query(1, FOREVER_MILLIS, from(0, 0), from(1, 0)));
        shards.status(key(0));

        ShardsUnderTest.await(shards.partitions.release(topic));

        assertThat(ShardsUnderTest.await(waiting.reads()).stream().map(PartitionShardsTest::code))
                .contains(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(code(shards.append(Acks.WRITTEN, at(0, batch())).get(0))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
    }

    @Test
    void servesTheOtherPartitionsWhenALogCannotBeOpened() {
        shards.storage.breakPartition(1);
        Topic halves = Topics.topic("halves", 2);
        List<AdoptedPartition> adopted = ShardsUnderTest.await(shards.partitions.adopt(halves, 0, 2));

        assertThat(adopted.get(0).failure()).isNull();
        assertThat(adopted.get(1).failure()).hasMessage("scratched");
        List<AppendOutcome> outcomes = shards.append(
                Acks.WRITTEN,
                new PartitionAppend(new PartitionKey(halves.id(), 0), batch()),
                new PartitionAppend(new PartitionKey(halves.id(), 1), batch()));
        assertThat(outcomes.get(0)).isEqualTo(new Appended(0, -1, 0));
        assertThat(code(outcomes.get(1))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void remembersProducersOverARestart() {
        shards.append(
                Acks.WRITTEN,
                at(0, TestBatches.at(0).records(2).producer(5, 0, 0).build()));
        ShardsUnderTest.await(shards.partitions.checkpoint());
        shards.append(
                Acks.WRITTEN,
                at(0, TestBatches.at(0).records(2).producer(5, 0, 2).build()));
        shards.restart(topic, ShardsUnderTest.LEADER_EPOCH);

        List<AppendOutcome> again = new ArrayList<>();
        for (int sequence : new int[] {0, 2, 4, 7}) {
            again.addAll(shards.append(
                    Acks.WRITTEN,
                    at(0, TestBatches.at(0).records(2).producer(5, 0, sequence).build())));
        }

        assertThat(again.subList(0, 3))
                .containsExactly(new Appended(0, -1, 0), new Appended(2, -1, 0), new Appended(4, -1, 0));
        assertThat(code(again.get(3))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void answersWhatWaitsWhenItCloses() {
        shards.flusher.hold();
        PendingFetch waiting = shards.begin(query(1 << 20, FOREVER_MILLIS, from(0, 0), from(1, 0)));
        Future<List<AppendOutcome>> durable =
                shards.appendInARow(Acks.DURABLE, List.of(at(2, batch()))).get(0);
        shards.flusher.awaitHeld(1);

        Future<Void> closed = shards.partitions.close();
        shards.flusher.open();

        ShardsUnderTest.await(closed);
        assertThat(ShardsUnderTest.await(durable)).containsExactly(new Appended(0, -1, 0));
        assertThat(ShardsUnderTest.await(waiting.reads())).hasSize(2);
        assertThat(code(shards.append(Acks.WRITTEN, at(0, batch())).get(0)))
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void publishesWhereAFollowedPartitionEndsAndNothingElse() {
        List<EndOffsetAdvanced> heard = shards.hear(key(0), key(1));
        ShardsUnderTest.await(shards.partitions.follow(key(0)));
        shards.append(Acks.WRITTEN, at(0, batch()), at(1, batch()));
        shards.status(key(0));
        ShardsUnderTest.await(shards.partitions.unfollow(key(0)));
        shards.append(Acks.WRITTEN, at(0, batch()), at(1, batch()));
        shards.status(key(0));

        shards.onLoop(() -> {});
        assertThat(heard).containsExactly(new EndOffsetAdvanced(key(0), 0, 1));
    }

    private OffsetFound find(OffsetSpec spec) {
        return ((Result.Ok<OffsetFound>) ShardsUnderTest.await(shards.partitions.findOffset(key(0), spec, -1))).value();
    }

    private Result<Long> delete(long before) {
        return ShardsUnderTest.await(shards.partitions.deleteRecords(key(0), before));
    }

    private PartitionKey key(int partition) {
        return new PartitionKey(topic.id(), partition);
    }

    private PartitionAppend at(int partition, ByteBuffer batch) {
        return new PartitionAppend(key(partition), batch);
    }

    private PartitionFetch from(int partition, long offset) {
        return new PartitionFetch(key(partition), offset, 1 << 20, -1, -1);
    }

    private static FetchQuery query(int minBytes, int maxWaitMillis, PartitionFetch... partitions) {
        return new FetchQuery(List.of(partitions), 50 << 20, minBytes, maxWaitMillis, false);
    }

    private static ByteBuffer batch() {
        return TestBatches.at(0).build();
    }

    private static ErrorCode code(AppendOutcome outcome) {
        return ((AppendOutcome.Refused) outcome).error().code();
    }

    private static ErrorCode code(PartitionRead read) {
        BrokerError error = read.error();
        return error == null ? null : error.code();
    }

    private static ErrorCode refusal(Result<?> result) {
        return ((Result.Refused<?>) result).error().code();
    }
}

package io.tailwater.core.partition;

import static io.tailwater.core.partition.TopicUnderTest.FOREVER_MILLIS;
import static io.tailwater.core.partition.TopicUnderTest.batch;
import static io.tailwater.core.partition.TopicUnderTest.code;
import static io.tailwater.core.partition.TopicUnderTest.query;
import static io.tailwater.core.partition.TopicUnderTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.result.Result;
import io.tailwater.storage.tck.TestBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Fetches from partitions of several shards: when they wait and for what, how much they get, and that every lease comes back. */
class ShardFetchesTest extends ShardsSuite {

    @Test
    void wakesAWaitingFetchByAnAppend() {
        PendingFetch waiting =
                shards.begin(query(1, FOREVER_MILLIS, orders.from(0, 0), orders.from(1, 0), orders.from(2, 0)));
        shards.append(Acks.WRITTEN, orders.at(1, batch()));

        List<PartitionRead> reads = ShardsUnderTest.await(waiting.reads());

        assertThat(reads).extracting(PartitionRead::highWatermark).containsExactly(0L, 1L, 0L);
        assertAllComeBack(reads);
    }

    @Test
    void wakesAWaitingFetchByAnAppendThatHadToWaitForRoomItself() {
        CompletableFuture<Void> room = new CompletableFuture<>();
        shards.log(0).room = room;
        PendingFetch waiting = shards.begin(query(1, FOREVER_MILLIS, orders.from(0, 0)));
        shards.appendInARow(Acks.WRITTEN, List.of(orders.at(0, batch())));
        shards.status(orders.key(0));
        room.complete(null);

        List<PartitionRead> reads = ShardsUnderTest.await(waiting.reads());

        assertThat(reads).extracting(PartitionRead::highWatermark).containsExactly(1L);
        reads.forEach(read -> read.slice().close());
    }

    @Test
    void waitsUntilAllPartitionsTogetherHaveEnough() {
        int size = batch().remaining();
        PendingFetch waiting =
                shards.begin(query(3 * size, FOREVER_MILLIS, orders.from(0, 0), orders.from(1, 0), orders.from(2, 0)));
        shards.append(Acks.WRITTEN, orders.at(0, batch()));
        shards.append(Acks.WRITTEN, orders.at(1, batch()));
        shards.append(Acks.WRITTEN, orders.at(0, batch()));

        List<PartitionRead> reads = ShardsUnderTest.await(waiting.reads());

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(2 * size, size, 0);
        assertAllComeBack(reads);
    }

    @Test
    void answersWithTooLittleWhenItsTimeIsUp() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()));

        List<PartitionRead> reads = shards.fetch(query(1 << 20, 30, orders.from(0, 0), orders.from(1, 0)));

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(batch().remaining(), 0);
        assertAllComeBack(reads);
    }

    @Test
    void answersAtOnceWhenNothingIsToBeWaitedFor() {
        assertThat(shards.fetch(query(1, 0, orders.from(0, 0)))).hasSize(1);
        assertThat(shards.fetch(query(0, FOREVER_MILLIS, orders.from(0, 0)))).hasSize(1);
        assertThat(shards.fetch(query(1, FOREVER_MILLIS))).isEmpty();
    }

    @Test
    void givesLeasesBackWhenAFetchIsCancelled() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()));
        PendingFetch waiting = shards.begin(query(1 << 20, FOREVER_MILLIS, orders.from(0, 0), orders.from(1, 0)));
        shards.onLoop(waiting::cancel);
        shards.append(Acks.WRITTEN, orders.at(1, batch()));

        shards.status(orders.key(0));
        shards.status(orders.key(1));
        assertThat(waiting.reads().isComplete()).isFalse();
        assertThat(shards.leases()).isZero();
    }

    @Test
    void givesLeasesBackWhenAFetchIsCancelledWhileItReadsFromDisk() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()));
        ManualExecutor disk = new ManualExecutor();
        shards.log(0).coldReads = disk;
        PendingFetch reading = shards.begin(query(1, FOREVER_MILLIS, orders.from(0, 0)));
        shards.status(orders.key(0));
        shards.onLoop(reading::cancel);
        shards.status(orders.key(0));

        disk.open();
        shards.status(orders.key(0));

        assertThat(reading.reads().isComplete()).isFalse();
        assertThat(shards.leases()).isZero();
    }

    @Test
    void givesLeasesBackWhenAFetchIsCancelledThatHasReadAPart() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()), orders.at(3, batch()));
        shards.log(0).coldReads = new ManualExecutor();
        PendingFetch reading = shards.begin(query(1, FOREVER_MILLIS, orders.from(3, 0), orders.from(0, 0)));
        shards.status(orders.key(0));
        assertThat(shards.leases()).isEqualTo(1);

        shards.onLoop(reading::cancel);
        shards.status(orders.key(0));

        assertThat(shards.leases()).isZero();
    }

    @Test
    void waitsForReadsFromDisk() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()), orders.at(3, batch()));
        ManualExecutor disk = new ManualExecutor();
        shards.log(0).coldReads = disk;
        PendingFetch reading = shards.begin(query(1, FOREVER_MILLIS, orders.from(0, 0), orders.from(3, 0)));
        shards.status(orders.key(0));
        assertThat(reading.reads().isComplete()).isFalse();

        disk.open();

        List<PartitionRead> reads = ShardsUnderTest.await(reading.reads());
        assertThat(reads).allMatch(read -> read.slice().size() > 0);
        assertAllComeBack(reads);
    }

    @Test
    void givesTheFirstBatchEvenIfItIsLargerThanAsked() {
        shards.append(
                Acks.WRITTEN, orders.at(0, TestBatches.at(0).sizeInBytes(5_000).build()));
        shards.append(
                Acks.WRITTEN, orders.at(1, TestBatches.at(0).sizeInBytes(5_000).build()));

        FetchQuery query = new FetchQuery(
                List.of(orders.from(2, 0), new PartitionFetch(orders.key(0), 0, 10, -1, -1), orders.from(1, 0)),
                1_000,
                1,
                0,
                false);
        List<PartitionRead> reads = shards.fetch(query);

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(0, 5_000, 0);
        assertAllComeBack(reads);
    }

    @Test
    void leavesOutAFurtherPartitionWhoseBatchDoesNotFit() {
        shards.append(
                Acks.WRITTEN, orders.at(0, TestBatches.at(0).sizeInBytes(600).build()));
        shards.append(
                Acks.WRITTEN, orders.at(3, TestBatches.at(0).sizeInBytes(5_000).build()));

        List<PartitionRead> reads =
                shards.fetch(new FetchQuery(List.of(orders.from(0, 0), orders.from(3, 0)), 1_000, 1, 0, false));

        assertThat(reads).extracting(read -> read.slice().size()).containsExactly(600, 0);
        assertAllComeBack(reads);
    }

    @Test
    void sharesTheRoomOfAFetchAmongPartitionsInTheirOrder() {
        for (int partition = 0; partition < 5; partition++) {
            shards.append(
                    Acks.WRITTEN,
                    orders.at(partition, TestBatches.at(0).sizeInBytes(1_000).build()));
            shards.append(
                    Acks.WRITTEN,
                    orders.at(partition, TestBatches.at(0).sizeInBytes(1_000).build()));
        }

        List<PartitionRead> reads = shards.fetch(new FetchQuery(
                List.of(orders.from(3, 0), orders.from(1, 0), orders.from(0, 0), orders.from(2, 0), orders.from(4, 0)),
                4_500,
                1,
                0,
                false));

        assertThat(reads.get(0).slice().size()).isEqualTo(2_000);
        assertThat(reads.stream().mapToInt(read -> read.slice().size()).sum()).isLessThanOrEqualTo(4_500);
        assertAllComeBack(reads);
    }

    @Test
    void doesNotWaitAtTheEndOfASegmentThatIsNotTheLast() {
        TopicUnderTest segmented =
                new TopicUnderTest(shards.adopt(Topics.withSegments(Topics.topic("segmented", 1), 2_000)));
        for (int i = 0; i < 4; i++) {
            shards.append(
                    Acks.WRITTEN,
                    segmented.at(0, TestBatches.at(0).sizeInBytes(1_000).build()));
        }

        List<PartitionRead> reads = shards.fetch(query(3_500, FOREVER_MILLIS, segmented.from(0, 0)));

        assertThat(reads.get(0).slice().size()).isEqualTo(2_000);
        reads.get(0).slice().close();
    }

    @Test
    void deliversEveryRecordOnceAndInOrderToEveryTail() {
        int records = 2_000;
        List<Tail> tails = new ArrayList<>();
        for (int partition = 0; partition < 3; partition++) {
            tails.add(new Tail(shards, orders.key(partition), records));
            tails.add(new Tail(shards, orders.key(partition), records));
        }
        tails.forEach(Tail::begin);
        for (int i = 0; i < records; i++) {
            shards.appendSoon(orders.at(0, batch()), orders.at(1, batch()), orders.at(2, batch()));
        }

        tails.forEach(tail -> assertThat(ShardsUnderTest.await(tail.reached())).isEqualTo(records));
        assertThat(shards.leases()).isZero();
    }

    @Test
    void answersOffsetsOutOfRange() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()));

        List<PartitionRead> reads = shards.fetch(query(1, FOREVER_MILLIS, orders.from(0, 2), orders.from(1, -1)));

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
                new PartitionFetch(orders.key(0), 0, 1000, ShardsUnderTest.LEADER_EPOCH - 1, -1),
                new PartitionFetch(orders.key(1), 0, 1000, ShardsUnderTest.LEADER_EPOCH + 1, -1)));

        assertThat(code(reads.get(0))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(code(reads.get(1))).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(refusal(ShardsUnderTest.await(shards.partitions.epochEnd(orders.key(0), 0, 99))))
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void showsWhereAClientsHistoryDeparts() {
        shards.append(Acks.WRITTEN, orders.at(0, TestBatches.at(0).records(4).build()));
        shards.restart(orders.topic(), ShardsUnderTest.LEADER_EPOCH + 2);
        shards.append(Acks.WRITTEN, orders.at(0, TestBatches.at(0).records(2).build()));

        List<PartitionRead> reads = shards.fetch(query(
                1, FOREVER_MILLIS, new PartitionFetch(orders.key(0), 6, 1000, -1, ShardsUnderTest.LEADER_EPOCH + 1)));

        assertThat(reads.get(0).error()).isNull();
        assertThat(reads.get(0).divergence()).isEqualTo(new EpochEndOffset(ShardsUnderTest.LEADER_EPOCH, 4));
        assertThat(ShardsUnderTest.await(
                        shards.partitions.epochEnd(orders.key(0), ShardsUnderTest.LEADER_EPOCH + 2, -1)))
                .isEqualTo(Result.ok(new EpochEndOffset(ShardsUnderTest.LEADER_EPOCH + 2, 6)));
    }

    private void assertAllComeBack(List<PartitionRead> reads) {
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }
}

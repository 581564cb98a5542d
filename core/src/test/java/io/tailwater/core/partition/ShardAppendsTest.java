package io.tailwater.core.partition;

import static io.tailwater.core.partition.TopicUnderTest.batch;
import static io.tailwater.core.partition.TopicUnderTest.code;
import static io.tailwater.core.partition.TopicUnderTest.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.topic.Topic;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Appends of one connection to partitions of several shards: what is refused, what workers do, and the order that stays. */
class ShardAppendsTest extends ShardsSuite {

    @Test
    void appendsToEachPartitionAndReadsTheSameBytesBack() {
        List<AppendOutcome> outcomes = shards.append(
                Acks.DURABLE,
                orders.at(0, TestBatches.at(0).records(3).build()),
                orders.at(4, batch()),
                orders.at(1, batch()));

        assertThat(outcomes).containsExactly(new Appended(0, -1, 0), new Appended(0, -1, 0), new Appended(0, -1, 0));
        List<PartitionRead> reads =
                shards.fetch(query(1, 0, orders.from(4, 0), orders.from(0, 0), orders.from(2, 0), orders.from(1, 0)));
        assertThat(reads).extracting(PartitionRead::highWatermark).containsExactly(1L, 3L, 0L, 1L);
        assertThat(reads.get(1).slice().size())
                .isEqualTo(TestBatches.at(0).records(3).build().remaining());
        assertThat(TestBatches.isIntact(reads.get(1).slice().toBuffer())).isTrue();
        reads.forEach(read -> read.slice().close());
        assertThat(shards.leases()).isZero();
    }

    @Test
    void refusesABatchThatIsNotGoodAndMoreThanOne() {
        ByteBuffer wrong = batch();
        wrong.put(wrong.limit() - 1, (byte) ~wrong.get(wrong.limit() - 1));

        List<AppendOutcome> outcomes = shards.append(
                Acks.WRITTEN,
                orders.at(0, wrong),
                orders.at(1, TestBatches.concat(List.of(batch(), batch()))),
                orders.at(2, batch()));

        assertThat(code(outcomes.get(0))).isEqualTo(ErrorCode.CORRUPT_MESSAGE);
        assertThat(code(outcomes.get(1))).isEqualTo(ErrorCode.INVALID_RECORD);
        assertThat(outcomes.get(2)).isEqualTo(new Appended(0, -1, 0));
        assertThat(shards.format.open).hasValue(0);
    }

    @Test
    void keepsOrderWhenALargeBatchIsCheckedByAWorker() {
        int large = CheckedAppends.INLINE_BYTES + 1;
        List<Future<List<AppendOutcome>>> answers = shards.appendInARow(List.of(
                orders.at(
                        0,
                        TestBatches.at(0).sizeInBytes(large).producer(1, 0, 0).build()),
                orders.at(0, TestBatches.at(0).producer(1, 0, 1).build()),
                orders.at(0, TestBatches.at(0).producer(1, 0, 2).build())));
        shards.worker.awaitHeld(1);
        answers.add(shards.appendInARow(
                        List.of(orders.at(0, TestBatches.at(0).producer(1, 0, 3).build())))
                .get(0));
        assertThat(answers).noneMatch(Future::isComplete);

        shards.worker.open();

        for (int i = 0; i < 4; i++) {
            assertThat(ShardsUnderTest.await(answers.get(i))).containsExactly(new Appended(i, -1, 0));
        }
    }

    @Test
    void countsWhatOthersDoForAConnectionFromWhenSomebodyAsks() {
        shards.append(Acks.WRITTEN, orders.at(0, batch()));
        assertThat(shards.workedNanos()).isZero();

        shards.append(Acks.WRITTEN, orders.at(0, batch()));
        shards.append(Acks.WRITTEN, orders.at(0, batch())); // by then the shard is done with the one before
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

        assertThat(code(shards.append(Acks.WRITTEN, orders.at(0, large)).get(0)))
                .isEqualTo(ErrorCode.CORRUPT_MESSAGE);

        assertThat(shards.workedNanos()).isPositive();
    }

    @Test
    void compressesOnAWorkerAndKeepsOrder() {
        TopicUnderTest compressed = new TopicUnderTest(shards.adopt(
                new Topic("compressed", new UUID(7, 7), 1, Topics.config(Map.of("compression.type", "zstd")))));
        List<Future<List<AppendOutcome>>> answers = shards.appendInARow(List.of(
                compressed.at(0, TestBatches.at(0).producer(1, 0, 0).build()),
                compressed.at(0, TestBatches.at(0).producer(1, 0, 1).build())));
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
    void remembersProducersOverARestart() {
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(2).producer(5, 0, 0).build()));
        ShardsUnderTest.await(shards.partitions.checkpoint());
        shards.append(
                Acks.WRITTEN,
                orders.at(0, TestBatches.at(0).records(2).producer(5, 0, 2).build()));
        shards.restart(orders.topic(), ShardsUnderTest.LEADER_EPOCH);

        List<AppendOutcome> again = new ArrayList<>();
        for (int sequence : new int[] {0, 2, 4, 7}) {
            again.addAll(shards.append(
                    Acks.WRITTEN,
                    orders.at(
                            0,
                            TestBatches.at(0)
                                    .records(2)
                                    .producer(5, 0, sequence)
                                    .build())));
        }

        assertThat(again.subList(0, 3))
                .containsExactly(new Appended(0, -1, 0), new Appended(2, -1, 0), new Appended(4, -1, 0));
        assertThat(code(again.get(3))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }
}

package io.tailwater.core.partition;

import static io.tailwater.core.partition.TopicUnderTest.FOREVER_MILLIS;
import static io.tailwater.core.partition.TopicUnderTest.batch;
import static io.tailwater.core.partition.TopicUnderTest.code;
import static io.tailwater.core.partition.TopicUnderTest.query;
import static io.tailwater.core.partition.TopicUnderTest.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.partition.FetchQuery.PartitionFetch;
import io.tailwater.core.result.ErrorCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whose shards partitions are, and what is answered where a partition, its topic or the shards are not there, or go. */
class PartitionShardsTest extends ShardsSuite {

    @Test
    void spreadsConsecutivePartitionsOverShards() {
        long ends = 0;
        for (int partition = 0; partition < 5; partition++) {
            shards.append(Acks.NONE, orders.at(partition, batch()));
            ends += shards.status(orders.key(partition)).endOffset();
        }
        assertThat(ends).isEqualTo(5);
    }

    @Test
    void answersForWhatIsNotThere() {
        PartitionKey noPartition = new PartitionKey(orders.topic().id(), 5);
        PartitionKey noTopic = new PartitionKey(new UUID(9, 9), 0);

        List<AppendOutcome> appended = shards.append(
                Acks.WRITTEN,
                new PartitionAppend(noPartition, batch()),
                orders.at(0, batch()),
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
    void answersWhatWaitsWhenATopicGoes() {
        PendingFetch waiting = shards.begin(query(1, FOREVER_MILLIS, orders.from(0, 0), orders.from(1, 0)));
        shards.status(orders.key(0));

        ShardsUnderTest.await(shards.partitions.release(orders.topic()));

        assertThat(ShardsUnderTest.await(waiting.reads()).stream().map(TopicUnderTest::code))
                .contains(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(code(shards.append(Acks.WRITTEN, orders.at(0, batch())).get(0)))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
    }

    @Test
    void servesTheOtherPartitionsWhenALogCannotBeOpened() {
        shards.storage.breakPartition(1);
        TopicUnderTest halves = new TopicUnderTest(Topics.topic("halves", 2));
        List<AdoptedPartition> adopted = ShardsUnderTest.await(shards.partitions.adopt(halves.topic(), 0, 2));

        assertThat(adopted.get(0).failure()).isNull();
        assertThat(adopted.get(1).failure()).hasMessage("scratched");
        List<AppendOutcome> outcomes = shards.append(Acks.WRITTEN, halves.at(0, batch()), halves.at(1, batch()));
        assertThat(outcomes.get(0)).isEqualTo(new Appended(0, -1, 0));
        assertThat(code(outcomes.get(1))).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void answersWhatWaitsWhenItCloses() {
        shards.flusher.hold();
        PendingFetch waiting = shards.begin(query(1 << 20, FOREVER_MILLIS, orders.from(0, 0), orders.from(1, 0)));
        Future<List<AppendOutcome>> durable = shards.appendInARow(Acks.DURABLE, List.of(orders.at(2, batch())))
                .get(0);
        shards.flusher.awaitHeld(1);

        Future<Void> closed = shards.partitions.close();
        shards.flusher.open();

        ShardsUnderTest.await(closed);
        assertThat(ShardsUnderTest.await(durable)).containsExactly(new Appended(0, -1, 0));
        assertThat(ShardsUnderTest.await(waiting.reads())).hasSize(2);
        assertThat(code(shards.append(Acks.WRITTEN, orders.at(0, batch())).get(0)))
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void publishesWhereAFollowedPartitionEndsAndNothingElse() {
        List<EndOffsetAdvanced> heard = shards.hear(orders.key(0), orders.key(1));
        ShardsUnderTest.await(shards.partitions.follow(orders.key(0)));
        shards.append(Acks.WRITTEN, orders.at(0, batch()), orders.at(1, batch()));
        shards.status(orders.key(0));
        ShardsUnderTest.await(shards.partitions.unfollow(orders.key(0)));
        shards.append(Acks.WRITTEN, orders.at(0, batch()), orders.at(1, batch()));
        shards.status(orders.key(0));

        shards.onLoop(() -> {});
        assertThat(heard).containsExactly(new EndOffsetAdvanced(orders.key(0), 0, 1));
    }
}

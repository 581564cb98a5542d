package io.tailwater.core.partition;

import static io.tailwater.core.partition.TopicUnderTest.FOREVER_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.topic.Topic;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers of a topic with {@code read.durable.only} get nothing that power loss could take back. */
class DurableReadsTest {

    @TempDir
    Path directory;

    private ShardsUnderTest shards;
    private TopicUnderTest ledger;

    @BeforeEach
    void start() {
        shards = new ShardsUnderTest(directory, 1);
        ledger = new TopicUnderTest(shards.adopt(
                new Topic("ledger", new UUID(1, 7), 1, Topics.config(Map.of("read.durable.only", "true")))));
    }

    @AfterEach
    void stop() {
        shards.flusher.open();
        shards.close();
    }

    @Test
    void showsNothingBeforeItIsDurableAndWakesWhoWaitsWhenItIs() {
        shards.flusher.hold();
        PendingFetch waiting = shards.begin(query(FOREVER_MILLIS, 0, false));
        PendingFetch committed = shards.begin(query(FOREVER_MILLIS, 0, true));
        shards.append(Acks.WRITTEN, append(3));
        shards.flusher.awaitHeld(1);

        assertThat(fetchNow(0).slice().size()).isZero();
        assertThat(fetchNow(0).highWatermark()).isZero();
        assertThat(fetchNow(3).error()).isNull();
        assertThat(fetchNow(4).error()).isNotNull();
        assertThat(latest()).isZero();
        assertThat(shards.status(ledger.key(0)).endOffset()).isZero();
        assertThat(waiting.reads().isComplete()).isFalse();

        shards.flusher.open();
        assertThat(end(ShardsUnderTest.await(waiting.reads()))).isEqualTo(3);
        assertThat(end(ShardsUnderTest.await(committed.reads()))).isEqualTo(3);
        assertThat(latest()).isEqualTo(3);
    }

    @Test
    void showsWhatWasThereWhenTheFlushBeganAndTheRestAfterTheNext() {
        shards.flusher.hold();
        shards.append(Acks.WRITTEN, append(3));
        shards.flusher.awaitHeld(1);
        shards.append(Acks.WRITTEN, append(2));
        Tail tail = new Tail(shards, ledger.key(0), 5);
        tail.begin();

        shards.flusher.open();

        assertThat(ShardsUnderTest.await(tail.reached())).isEqualTo(5);
    }

    @Test
    void showsWhatIsAcknowledgedAsDurableByTheTimeItsProducerHearsOfIt() {
        shards.flusher.hold();
        shards.append(Acks.WRITTEN, append(3));
        shards.flusher.awaitHeld(1);
        Future<List<AppendOutcome>> acknowledged =
                shards.appendInARow(Acks.DURABLE, List.of(append(2))).get(0);
        shards.status(ledger.key(0)); // It is appended, and the flush that was begun before will cover it.

        shards.flusher.open();
        ShardsUnderTest.await(acknowledged);

        assertThat(latest()).isEqualTo(5);
        assertThat(fetchNow(3).slice().size()).isPositive();
    }

    @Test
    void showsNothingMoreOnceAFlushHasFailed() {
        shards.append(Acks.DURABLE, append(1));
        shards.log(0).flushFails = true;
        shards.append(Acks.DURABLE, append(1));

        assertThat(fetchNow(1).slice().size()).isZero();
        assertThat(latest()).isEqualTo(1);
    }

    @Test
    void showsWhatItFindsWhenItStarts() {
        shards.append(Acks.DURABLE, append(4));
        shards.restart(ledger.topic(), ShardsUnderTest.LEADER_EPOCH + 1);

        assertThat(latest()).isEqualTo(4);
    }

    private PartitionAppend append(int records) {
        return ledger.at(0, TestBatches.at(0).records(records).build());
    }

    private FetchQuery query(int maxWaitMillis, long from, boolean readCommitted) {
        return new FetchQuery(List.of(ledger.from(0, from)), 1 << 20, 1, maxWaitMillis, readCommitted);
    }

    private PartitionRead fetchNow(long from) {
        PartitionRead read = shards.fetch(query(0, from, false)).get(0);
        read.slice().close();
        return read;
    }

    /** The high watermark that came with bytes. */
    private static long end(List<PartitionRead> reads) {
        PartitionRead read = reads.get(0);
        ByteBuffer bytes = read.slice().toBuffer();
        read.slice().close();
        assertThat(TestBatches.isIntact(bytes)).isTrue();
        return read.highWatermark();
    }

    private long latest() {
        return shards.find(ledger.key(0), new OffsetSpec.Latest(false)).offset();
    }
}

package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.spi.LogId;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a partition whose first records go, and who may still append when there is no room. */
class FrontDeletionTest {

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

    private void append(ByteBuffer batch, AppendOrigin origin) {
        orders.append(batch, origin, Acks.WRITTEN);
    }

    private static <T> boolean isDone(Future<T> future) {
        return future.succeeded();
    }

    @Test
    void whatIsKnownOfProducersOutlivesTheirRecordsAndACrash() {
        append(TestBatches.at(0).records(2).producer(9, 0, 0).build(), AppendOrigin.CLIENT);
        append(TestBatches.at(0).records(2).producer(9, 0, 2).build(), AppendOrigin.CLIENT);

        Future<Void> deleted = partition.deleteBefore(4);
        loop.run();

        assertThat(log.startOffset()).as("before what is known is on disk").isZero();
        flusher.run();
        loop.run();
        assertThat(isDone(deleted)).isTrue();
        assertThat(log.startOffset()).isEqualTo(4);
        assertThat(orders.reloaded().producers().describe())
                .singleElement()
                .satisfies(producer -> assertThat(producer.lastSequence()).isEqualTo(3));
    }

    /** A checkpoint may have written it, and not forced it yet. */
    @Test
    void whatIsKnownOfProducersIsForcedBeforeTheirRecordsGoAlsoWhereItIsWrittenAlready() {
        append(TestBatches.at(0).records(4).producer(9, 0, 0).build(), AppendOrigin.CLIENT);
        partition.snapshot().write(4, PartitionSnapshot.encode(partition.state()));

        Future<Void> deleted = partition.deleteBefore(4);
        loop.run();

        assertThat(log.startOffset()).as("before what is known is on disk").isZero();
        flusher.run();
        loop.run();
        assertThat(isDone(deleted)).isTrue();
        assertThat(log.startOffset()).isEqualTo(4);
    }

    @Test
    void aFlushThatFailsKeepsNobodyFromDeleting() {
        append(TestBatches.at(0).records(2).producer(9, 0, 0).build(), AppendOrigin.CLIENT);
        log.flushFails = true;

        Future<Void> deleted = partition.deleteBefore(2);
        flusher.run();
        loop.run();

        assertThat(isDone(deleted)).isTrue();
        assertThat(log.startOffset()).isEqualTo(2);
    }

    @Test
    void recordsWithoutProducersGoAtOnce() {
        append(TestBatches.at(0).records(2).build(), AppendOrigin.CLIENT);

        Future<Void> deleted = partition.deleteBefore(2);
        loop.run();

        assertThat(isDone(deleted)).isTrue();
        assertThat(flusher.held()).isZero();
        assertThat(partition.isEmpty()).isTrue();
    }

    @Test
    void aYoungerSnapshotIsNotReplacedByAnOlderOne() {
        KeptSnapshot snapshot = new KeptSnapshot(log);
        snapshot.write(7, new byte[] {7});

        snapshot.write(5, new byte[] {5});

        assertThat(log.readBlob(PartitionSnapshot.BLOB)).hasValue(new byte[] {7});
        assertThat(snapshot.endOffset()).isEqualTo(7);
    }

    @Test
    void clientsAreRefusedWhileThereIsNoRoomAndTheBrokersOwnAppendsGoOn() {
        orders.space.refuse(new BrokerError(ErrorCode.KAFKA_STORAGE_ERROR, "no room"));

        append(TestBatches.at(0).build(), AppendOrigin.CLIENT);
        append(TestBatches.at(0).build(), AppendOrigin.OWNER);
        orders.space.open();
        append(TestBatches.at(0).build(), AppendOrigin.CLIENT);

        assertThat(orders.answers.get(0))
                .isInstanceOfSatisfying(
                        AppendOutcome.Refused.class,
                        refused -> assertThat(refused.error().message()).isEqualTo("no room"));
        assertThat(orders.answers.subList(1, 3)).containsExactly(new Appended(0, -1, 0), new Appended(1, -1, 0));
    }

    @Test
    void eachLogRollsAtATimeOfItsOwnWhereThereIsJitter() {
        var config = Topics.config(Map.of("segment.ms", "10000", "segment.jitter.ms", "4000"));
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            LogId id = new LogId("orders", new UUID(1, 2), i);
            times.add(Partition.logOptions(id, config).segmentMillis());
            assertThat(Partition.logOptions(id, config).segmentMillis()).isEqualTo(times.get(i));
        }

        assertThat(times).allMatch(millis -> millis > 6_000 && millis <= 10_000);
        assertThat(times.stream().distinct()).hasSizeGreaterThan(40);
    }
}

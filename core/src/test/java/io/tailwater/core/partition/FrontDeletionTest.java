package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.config.ProducersConfig;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.partition.AppendOutcome.Appended;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.storage.tck.TestBatches;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stays of a partition whose first records go, and who may still append when there is no room. */
class FrontDeletionTest {

    private static final long NOW_MILLIS = 1_700_000_000_000L;

    @TempDir
    Path directory;

    private final ManualLoop loop = new ManualLoop();
    private final ManualExecutor flusher = new ManualExecutor();
    private final SpaceGate space = new SpaceGate();
    private final List<AppendOutcome> answers = new ArrayList<>();

    private ControlledLog log;
    private Partition partition;

    @BeforeEach
    void open() {
        ControlledStorage storage = new ControlledStorage(directory, flusher);
        LogId id = new LogId("orders", new UUID(1, 2), 0);
        storage.open(id, LogOptions.DEFAULTS).toCompletableFuture().join();
        log = storage.log(id);
        ShardEnvironment environment = new ShardEnvironment(
                1,
                storage,
                new SteppingFormat(),
                ProducersConfig.DEFAULTS,
                0,
                () -> Instant.ofEpochMilli(NOW_MILLIS),
                () -> Instant.ofEpochMilli(NOW_MILLIS),
                BrokerMetrics.NONE,
                new IntegrityRegister(BrokerMetrics.NONE),
                TransactionGate.CLOSED,
                space,
                Runnable::run);
        partition =
                new Partition(new PartitionKey(id.topicId(), 0), log, Topics.DEFAULTS, reloaded(), environment, loop);
    }

    /** What a start after a crash would know. */
    private PartitionState reloaded() {
        return PartitionState.load(log, NOW_MILLIS, 1_000, 10);
    }

    private void append(ByteBuffer batch, AppendOrigin origin) {
        partition.append(batch, origin, Acks.WRITTEN, (entry, outcome) -> answers.add(outcome), 0);
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
        assertThat(reloaded().producers().describe())
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
        space.refuse(new BrokerError(ErrorCode.KAFKA_STORAGE_ERROR, "no room"));

        append(TestBatches.at(0).build(), AppendOrigin.CLIENT);
        append(TestBatches.at(0).build(), AppendOrigin.OWNER);
        space.open();
        append(TestBatches.at(0).build(), AppendOrigin.CLIENT);

        assertThat(answers.get(0))
                .isInstanceOfSatisfying(
                        AppendOutcome.Refused.class,
                        refused -> assertThat(refused.error().message()).isEqualTo("no room"));
        assertThat(answers.subList(1, 3)).containsExactly(new Appended(0, -1, 0), new Appended(1, -1, 0));
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

package io.tailwater.core.partition;

import io.tailwater.core.config.ProducersConfig;
import io.tailwater.core.integrity.IntegrityRegister;
import io.tailwater.core.metrics.BrokerMetrics;
import io.tailwater.core.retention.SpaceGate;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One partition over a log in memory, whose loop and flusher the test turns. Used by one thread. */
final class PartitionUnderTest {

    static final int LEADER_EPOCH = 7;
    static final long NOW_MILLIS = 1_700_000_000_000L;

    final ManualLoop loop = new ManualLoop();
    final ManualExecutor flusher = new ManualExecutor();
    final SpaceGate space = new SpaceGate();

    /** Of all appends, in the order in which they are answered. */
    final List<AppendOutcome> answers = new ArrayList<>();

    final ControlledLog log;
    final Partition partition;

    PartitionUnderTest(Path directory) {
        ControlledStorage storage = new ControlledStorage(directory, flusher);
        LogId id = new LogId("orders", new UUID(1, 2), 0);
        storage.open(id, LogOptions.DEFAULTS).toCompletableFuture().join();
        log = storage.log(id);
        InstantSource clock = InstantSource.fixed(Instant.ofEpochMilli(NOW_MILLIS));
        ShardEnvironment environment = new ShardEnvironment(
                1,
                storage,
                new SteppingFormat(),
                ProducersConfig.DEFAULTS,
                LEADER_EPOCH,
                clock,
                clock,
                BrokerMetrics.NONE,
                new IntegrityRegister(BrokerMetrics.NONE),
                TransactionGate.CLOSED,
                space,
                Runnable::run);
        partition =
                new Partition(new PartitionKey(id.topicId(), 0), log, Topics.DEFAULTS, reloaded(), environment, loop);
    }

    /** What a start after a crash would know. */
    PartitionState reloaded() {
        return PartitionState.load(log, NOW_MILLIS, 1_000, 10);
    }

    void append(ByteBuffer batch, AppendOrigin origin, Acks acks) {
        partition.append(batch, origin, acks, (entry, outcome) -> answers.add(outcome), 0);
    }
}

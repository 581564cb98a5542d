package io.tailwater.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.producer.ProducerStates;
import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.storage.tck.TestBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PartitionStateProperties {

    private static final long NOW_MILLIS = 1_000;
    private static final int TRANSACTIONAL = 0x10;
    private static final LogOptions SMALL_SEGMENTS = new LogOptions(4_096, Long.MAX_VALUE, 512);

    @Property(tries = 60)
    void aSnapshotAndWhatFollowsAmountToTheWholeLog(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        PartitionLog log = emptyLog();
        appendSome(log, random, random.nextInt(40));
        aborted(log).forEach(log::noteAborted);
        log.writeBlob(PartitionSnapshot.BLOB, PartitionSnapshot.encode(replayed(log)));
        appendSome(log, random, random.nextInt(40));

        PartitionState loaded = PartitionState.load(log, NOW_MILLIS, Long.MAX_VALUE, 100);

        assertThat(PartitionSnapshot.encode(loaded)).isEqualTo(PartitionSnapshot.encode(replayed(log)));
        assertThat(abortedIn(log)).isEqualTo(aborted(log));
    }

    @Property(tries = 30)
    void aSnapshotOfBatchesThatWereCutIsNotUsed(@ForAll long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        PartitionLog log = emptyLog();
        appendSome(log, random, 10);
        long cut = log.endOffset();
        appendSome(log, random, 5);
        log.writeBlob(PartitionSnapshot.BLOB, PartitionSnapshot.encode(replayed(log)));
        log.truncateTo(cut).toCompletableFuture().join();
        appendSome(log, random, random.nextInt(20));

        PartitionState loaded = PartitionState.load(log, NOW_MILLIS, Long.MAX_VALUE, 100);

        assertThat(PartitionSnapshot.encode(loaded)).isEqualTo(PartitionSnapshot.encode(replayed(log)));
    }

    @Example
    void aDamagedSnapshotIsNotUsed() throws IOException {
        PartitionLog log = emptyLog();
        appendSome(log, new SplittableRandom(1), 10);
        byte[] snapshot = PartitionSnapshot.encode(replayed(log));
        for (int at = 0; at < snapshot.length; at++) {
            byte[] damaged = snapshot.clone();
            damaged[at] ^= 0x10;
            log.writeBlob(PartitionSnapshot.BLOB, damaged);
            assertThat(PartitionSnapshot.read(log, new ProducerStates(1_000, 10)))
                    .isNull();
        }
    }

    private static List<AbortedTransaction> abortedIn(PartitionLog log) {
        return log.abortedTransactions(0, Long.MAX_VALUE).toCompletableFuture().join();
    }

    private static List<AbortedTransaction> aborted(PartitionLog log) {
        List<AbortedTransaction> aborted = new ArrayList<>();
        PartitionState state =
                new PartitionState(new LeaderEpochs(), new ProducerStates(Long.MAX_VALUE, 100), log.startOffset());
        new BatchHeaders(log).visitFrom(log.startOffset(), (buffer, at) -> {
            AbortedTransaction one = state.replay(buffer, at, NOW_MILLIS);
            if (one != null) {
                aborted.add(one);
            }
            return true;
        });
        return aborted;
    }

    private static PartitionState replayed(PartitionLog log) {
        PartitionState state =
                new PartitionState(new LeaderEpochs(), new ProducerStates(Long.MAX_VALUE, 100), log.startOffset());
        new BatchHeaders(log).visitFrom(log.startOffset(), (buffer, at) -> {
            state.replay(buffer, at, NOW_MILLIS);
            return true;
        });
        return state;
    }

    /** Batches of a few producers and of none, whose epochs and sequences rise, in a log whose epoch rises at times. */
    private static void appendSome(PartitionLog log, SplittableRandom random, int batches) {
        int leaderEpoch = (int) log.endOffset() / 50;
        for (int i = 0; i < batches; i++) {
            leaderEpoch += random.nextInt(8) == 0 ? 1 : 0;
            TestBatches batch = TestBatches.at(log.endOffset())
                    .records(1 + random.nextInt(5))
                    .valueBytes(random.nextInt(400))
                    .leaderEpoch(leaderEpoch);
            long position = log.endOffset();
            if (random.nextInt(4) > 0) {
                batch.producer(random.nextInt(3), (int) (position / 100), Integer.MAX_VALUE - 50 + (int) position % 50);
                batch.attributes(random.nextInt(2) * TRANSACTIONAL);
            }
            log.append(random.nextInt(5) == 0 ? marker(position, leaderEpoch, random) : batch.build());
        }
    }

    private static ByteBuffer marker(long offset, int leaderEpoch, SplittableRandom random) {
        ByteBuffer batch = ControlBatch.of(
                new TransactionMarker(random.nextInt(3), (short) (offset / 100), random.nextBoolean(), leaderEpoch),
                NOW_MILLIS);
        RecordBatchHeader.setBaseOffset(batch, 0, offset);
        RecordBatchHeader.setLeaderEpoch(batch, 0, leaderEpoch);
        return batch;
    }

    private static PartitionLog emptyLog() throws IOException {
        Path directory = Files.createTempDirectory("state");
        directory.toFile().deleteOnExit();
        ControlledStorage storage = new ControlledStorage(directory, Runnable::run);
        return storage.open(new LogId("state", new UUID(1, 1), 0), SMALL_SEGMENTS)
                .toCompletableFuture()
                .join();
    }
}

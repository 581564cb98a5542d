package io.tailwater.storage.mmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.tck.TestBatches;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An event loop that reads waits for no disk, not even to find out where a batch is: what may not be in memory is looked for
 * and brought there by a worker.
 */
class ColdReadsTest {

    private static final LogId ORDERS = new LogId("orders", new UUID(1, 2), 0);
    private static final LogOptions ONE_SEGMENT = new LogOptions(64 << 20, Long.MAX_VALUE, 4096);
    private static final int BATCHES = 4_000;
    private static final int BATCH_BYTES = 5_000;

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Queue<Runnable> held = new ArrayDeque<>();
    private boolean holding;

    @Test
    void workersLookForWhatMayNotBeInMemory() {
        fill();
        try (LogStorage storage = open()) {
            PartitionLog log = log(storage);
            holding = true;

            CompletableFuture<ReadResult> first = read(log, 100);
            assertThat(first).isNotDone();
            work(first);

            assertThat(read(log, 101))
                    .as("close behind what was found in memory")
                    .isDone();
            assertThat(read(log, 1_000)).as("5 MB behind it").isDone();

            CompletableFuture<ReadResult> far = read(log, 3_900);
            assertThat(far).as("19 MB behind it").isNotDone();
            work(far);

            now.updateAndGet(before -> before.plus(Duration.ofSeconds(2)));
            CompletableFuture<ReadResult> later = read(log, 3_901);
            assertThat(later).as("what was in memory two seconds ago").isNotDone();
            work(later);
            holding = false;
        }
    }

    @Test
    void callersReadWhatWasJustAppended() {
        try (LogStorage storage = open()) {
            PartitionLog log = log(storage);
            append(log, BATCHES);
            holding = true;
            assertThat(read(log, BATCHES - 1)).isDone();
            assertThat(read(log, BATCHES - 200)).as("1 MB before the end").isDone();
            CompletableFuture<ReadResult> old = read(log, 0);
            assertThat(old).as("20 MB before the end").isNotDone();
            work(old);
            holding = false;
        }
    }

    private void fill() {
        try (LogStorage storage = open()) {
            append(log(storage), BATCHES);
        }
    }

    private static void append(PartitionLog log, int count) {
        for (int i = 0; i < count; i++) {
            log.append(TestBatches.at(i).sizeInBytes(BATCH_BYTES).timestamp(i).build());
        }
    }

    /** Closes what it gets at once. */
    private static CompletableFuture<ReadResult> read(PartitionLog log, long offset) {
        return log.read(offset, BATCH_BYTES, Long.MAX_VALUE)
                .toCompletableFuture()
                .whenComplete((result, failure) -> {
                    if (result instanceof LogSlice slice) {
                        slice.close();
                    }
                });
    }

    private void work(CompletableFuture<ReadResult> due) {
        while (!held.isEmpty()) {
            held.remove().run();
        }
        assertThat(due).isCompletedWithValueMatching(result -> result instanceof LogSlice slice && slice.size() > 0);
    }

    private PartitionLog log(LogStorage storage) {
        return storage.open(ORDERS, ONE_SEGMENT).toCompletableFuture().join();
    }

    private LogStorage open() {
        return new MmapLogStorageProvider()
                .open(new StorageContext(
                        directory, Map.of(), new SystemFiles(), now::get, this::run, Runnable::run, Runnable::run));
    }

    private void run(Runnable task) {
        if (holding) {
            held.add(task);
        } else {
            task.run();
        }
    }
}

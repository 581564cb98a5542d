package io.tailwater.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.SystemFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A storage under test from its opening to its end, with the short cuts that suites need. Owned by one test.
 *
 * <p>The storage's directory is {@code storage} below the root, and is made by the engine.
 */
public final class EngineSession implements AutoCloseable {

    /** The log most tests use. */
    public static final LogId LOG = id("orders", 1);

    /** Segments of 4 KiB, an index entry for every other batch or so, no rolling by time. */
    public static final LogOptions SMALL_SEGMENTS = new LogOptions(4096, Long.MAX_VALUE, 256);

    private static final int READ_BYTES = 64 * 1024;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private final Workers workers;
    private final LogStorage storage;
    private final boolean rewrites;

    private EngineSession(Workers workers, LogStorage storage, boolean rewrites) {
        this.workers = workers;
        this.storage = storage;
        this.rewrites = rewrites;
    }

    /** Opens the storage below a root that is there; fails as the engine does. */
    public static EngineSession open(StorageUnderTest engine, Path root, FileLayer files, Workers workers) {
        return open(engine, root, files, CLOCK, workers, workers.background());
    }

    /** The same, with a way to the workers for background tasks that the test has made. */
    static EngineSession open(
            StorageUnderTest engine, Path root, FileLayer files, Workers workers, Executor background) {
        return open(engine, root, files, CLOCK, workers, background);
    }

    /** Opens the storage with the operating system's files, real threads, and a clock that the test turns. */
    public static EngineSession open(StorageUnderTest engine, Path root, InstantSource clock) {
        Workers workers = new ThreadedExecutors();
        return open(engine, root, new SystemFiles(), clock, workers, workers.background());
    }

    private static EngineSession open(
            StorageUnderTest engine,
            Path root,
            FileLayer files,
            InstantSource clock,
            Workers workers,
            Executor background) {
        StorageContext context = new StorageContext(
                directoryOf(root), Map.of(), files, clock, background, workers.appender(), workers.flusher());
        return new EngineSession(workers, workers.blocking(() -> engine.open(context)), engine.rewrites());
    }

    /** Opens the storage with the operating system's files and real threads. */
    public static EngineSession open(StorageUnderTest engine, Path root) {
        return open(engine, root, new SystemFiles(), new ThreadedExecutors());
    }

    /** Where the storage below a root keeps everything. */
    public static Path directoryOf(Path root) {
        return root.resolve("storage");
    }

    /** The id of partition 0 of a topic in one of its incarnations. */
    public static LogId id(String topic, long incarnation) {
        return new LogId(topic, new UUID(topic.hashCode(), incarnation), 0);
    }

    public LogStorage storage() {
        return storage;
    }

    /** Whether the engine can rewrite segments. */
    public boolean rewrites() {
        return rewrites;
    }

    public Workers workers() {
        return workers;
    }

    public PartitionLog openLog(LogId id, LogOptions options) {
        return await(storage.open(id, options));
    }

    public PartitionLog openLog() {
        return openLog(LOG, SMALL_SEGMENTS);
    }

    public <T> T await(CompletionStage<T> stage) {
        return workers.await(stage);
    }

    /** Reserves, then appends. */
    public void append(PartitionLog log, ByteBuffer batches) {
        await(log.reserveFor(batches));
        log.append(batches);
    }

    /** Appends so many batches of one size, one by one, from the end offset on. @return what was appended */
    public List<ByteBuffer> appendMany(PartitionLog log, int count, int sizeInBytes) {
        List<ByteBuffer> appended = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer batch = TestBatches.at(log.endOffset())
                    .sizeInBytes(sizeInBytes)
                    .timestamp(log.endOffset())
                    .build();
            append(log, batch);
            appended.add(batch);
        }
        return appended;
    }

    /** Reads once. @throws AssertionError when the offset is out of range */
    public LogSlice read(PartitionLog log, long from, int maxBytes, long limit) {
        ReadResult result = await(log.read(from, maxBytes, limit));
        assertThat(result).as("read of %s at %d", log.id(), from).isInstanceOf(LogSlice.class);
        return (LogSlice) result;
    }

    /** Reads from an offset to the end, slice after slice, and gives every batch. */
    public List<ByteBuffer> readFrom(PartitionLog log, long offset) {
        List<ByteBuffer> batches = new ArrayList<>();
        long next = offset;
        while (next < log.endOffset()) {
            try (LogSlice slice = read(log, next, READ_BYTES, Long.MAX_VALUE)) {
                List<ByteBuffer> part = TestBatches.split(slice.toBuffer());
                assertThat(part).as("batches of %s at %d", log.id(), next).isNotEmpty();
                batches.addAll(part);
            }
            ByteBuffer last = batches.get(batches.size() - 1);
            assertThat(RecordBatchHeader.lastOffset(last, 0)).isGreaterThanOrEqualTo(next);
            next = RecordBatchHeader.lastOffset(last, 0) + 1;
        }
        return batches;
    }

    /** Every batch the log has. */
    public List<ByteBuffer> readAll(PartitionLog log) {
        return readFrom(log, log.startOffset());
    }

    /** Checks that a log gives just these batches, byte for byte, from its start offset on. */
    public void assertHolds(PartitionLog log, List<ByteBuffer> expected) {
        List<ByteBuffer> found = readAll(log);
        if (found.equals(expected)) {
            return;
        }
        List<Long> offsets = offsets(expected);
        assertThat(offsets(found)).as("base offsets in %s", log.id()).isEqualTo(offsets);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).equals(expected.get(i)))
                    .as("batch at %s of %s has its bytes", offsets.get(i), log.id())
                    .isTrue();
        }
    }

    private static List<Long> offsets(List<ByteBuffer> batches) {
        return batches.stream()
                .map(batch -> RecordBatchHeader.baseOffset(batch, 0))
                .toList();
    }

    /** Closes the storage cleanly. */
    @Override
    public void close() {
        workers.blocking(() -> {
            storage.close();
            return true;
        });
        workers.abandon();
    }
}

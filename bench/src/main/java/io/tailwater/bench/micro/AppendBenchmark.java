package io.tailwater.bench.micro;

import io.tailwater.bench.wire.BatchShape;
import io.tailwater.bench.wire.SampleBatch;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import io.tailwater.storage.mmap.MmapLogStorageProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an append to the mmap engine takes, waits for prepared space included, in a log that is cut off at the front as it
 * grows. The log is in the temporary directory ({@code java.io.tmpdir}). Owned by JMH.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and calls the set-up
public class AppendBenchmark {

    private static final int RECORD_BYTES = 100;
    private static final long TIMESTAMP_MILLIS = 1_700_000_000_000L;
    private static final int SEGMENT_BYTES = 128 << 20;
    private static final long KEEP_BYTES = 512L << 20;
    private static final int LEADER_EPOCH_AT = 12;
    private static final LogOptions OPTIONS = new LogOptions(
            SEGMENT_BYTES, LogOptions.DEFAULTS.segmentMillis(), LogOptions.DEFAULTS.indexIntervalBytes());

    /** Bytes of the batch that each append writes. */
    @Param({"1024", "16384", "262144"})
    public int batchBytes;

    /** Whether each append waits until it would survive power loss. */
    @Param({"false", "true"})
    public boolean flush;

    private ExecutorService background;
    private ExecutorService flusher;
    private Path directory;
    private LogStorage storage;
    private PartitionLog log;
    private ByteBuffer batch;
    private int recordCount;
    private long keptFrom;
    private long unkeptBytes;

    /** Opens an empty log. */
    @Setup
    public void open() throws IOException {
        background = Executors.newFixedThreadPool(2);
        flusher = Executors.newSingleThreadExecutor();
        directory = Files.createTempDirectory("tailwater-append");
        storage = new MmapLogStorageProvider()
                .open(new StorageContext(
                        directory,
                        Map.of(),
                        new SystemFiles(),
                        InstantSource.system(),
                        background,
                        background,
                        flusher));
        log = storage.open(new LogId("bench", new UUID(0, 1), 0), OPTIONS)
                .toCompletableFuture()
                .join();
        BatchShape shape = new BatchShape(RECORD_BYTES, batchBytes, 0, "none");
        SampleBatch sample = SampleBatch.build(shape, TIMESTAMP_MILLIS, new Random(1));
        recordCount = sample.recordCount();
        batch = ByteBuffer.allocateDirect(sample.sizeBytes())
                .put(sample.bytes().duplicate())
                .flip();
        batch.putInt(LEADER_EPOCH_AT, 0);
    }

    /** Appends one batch. */
    @Benchmark
    public long append() {
        CompletableFuture<Void> room = log.reserve(batch.remaining()).toCompletableFuture();
        if (!room.isDone()) {
            room.join();
        }
        log.append(batch.putLong(0, log.endOffset()));
        if (flush) {
            log.flush().toCompletableFuture().join();
        }
        unkeptBytes += batch.remaining();
        if (unkeptBytes > KEEP_BYTES) {
            cutFront();
        }
        return log.endOffset();
    }

    private void cutFront() {
        log.deleteBefore(keptFrom).toCompletableFuture().join();
        keptFrom = log.endOffset() - recordCount;
        unkeptBytes = 0;
    }

    /** Closes the log and deletes its files. */
    @TearDown
    public void close() throws IOException {
        storage.close();
        background.shutdownNow();
        flusher.shutdownNow();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.tailwater.bench.storage;

import com.sun.management.OperatingSystemMXBean;
import io.tailwater.bench.wire.SampleBatch;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogStorage;
import io.tailwater.spi.LogStorageProvider;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.file.SystemFiles;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Appends to logs of one engine from one thread, as an event loop does: it asks for room, waits where there is none, and
 * copies. Old records are deleted as new ones come. Owned by the thread that runs it.
 */
public final class EngineTrial {

    private static final LogOptions OPTIONS =
            new LogOptions(128 << 20, LogOptions.DEFAULTS.segmentMillis(), LogOptions.DEFAULTS.indexIntervalBytes());
    private static final long KEPT_BYTES = 1L << 30;
    private static final long CHECKPOINT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int LEADER_EPOCH_AT = 12;

    private final LogStorageProvider engine;
    private final Path directory;
    private final Map<String, String> engineSettings;
    private final ByteBuffer batch;

    /**
     * A trial in a directory of its own.
     *
     * @param engine what is tried
     * @param directory empty or not there yet; what is written stays
     * @param engineSettings the engine's own
     * @param sample what is appended, again and again
     */
    public EngineTrial(
            LogStorageProvider engine, Path directory, Map<String, String> engineSettings, SampleBatch sample) {
        this.engine = engine;
        this.directory = directory;
        this.engineSettings = engineSettings;
        this.batch = ByteBuffer.allocateDirect(sample.sizeBytes())
                .put(sample.bytes().duplicate())
                .flip()
                .putInt(LEADER_EPOCH_AT, 0);
    }

    /** Runs it; blocking. */
    public TrialFigures run(TrialSettings settings) {
        ExecutorService background = Executors.newFixedThreadPool(2);
        ExecutorService appender = Executors.newFixedThreadPool(2);
        ExecutorService flusher = Executors.newFixedThreadPool(2);
        try {
            StorageContext context = new StorageContext(
                    directory,
                    engineSettings,
                    new SystemFiles(),
                    InstantSource.system(),
                    background,
                    appender,
                    flusher);
            return run(context, settings);
        } finally {
            background.shutdown();
            appender.shutdown();
            flusher.shutdown();
        }
    }

    private TrialFigures run(StorageContext context, TrialSettings settings) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = ManagementFactory.getThreadMXBean();
        Phase measured;
        double createSeconds;
        double processSeconds;
        double appenderSeconds;
        long residentBytes;
        long residentFileBytes;
        try (LogStorage storage = engine.open(context)) {
            long began = System.nanoTime();
            List<PartitionLog> logs = open(storage, settings.logs());
            createSeconds = secondsSince(began);
            Phase warmup = new Phase(storage, logs, settings.rate());
            warmup.run(settings.warmupSeconds());
            measured = new Phase(storage, logs, settings.rate());
            long processBefore = system.getProcessCpuTime();
            long appenderBefore = threads.getCurrentThreadCpuTime();
            measured.run(settings.seconds());
            appenderSeconds = (threads.getCurrentThreadCpuTime() - appenderBefore) / NANOS_PER_SECOND;
            processSeconds = (system.getProcessCpuTime() - processBefore) / NANOS_PER_SECOND;
            residentBytes = Resident.bytes();
            residentFileBytes = Resident.fileBytes();
        }
        return new TrialFigures(
                settings.rate() > 0,
                createSeconds,
                measured.seconds,
                measured.appends,
                measured.appends * batch.remaining(),
                appenderSeconds,
                processSeconds,
                measured.nanos,
                residentBytes,
                residentFileBytes,
                reopen(context, settings.logs()));
    }

    private double reopen(StorageContext context, int logs) {
        long began = System.nanoTime();
        try (LogStorage storage = engine.open(context)) {
            open(storage, logs);
            return secondsSince(began);
        }
    }

    private static List<PartitionLog> open(LogStorage storage, int count) {
        List<CompletableFuture<PartitionLog>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opening.add(
                    storage.open(new LogId("bench", new UUID(0, 1), i), OPTIONS).toCompletableFuture());
        }
        return opening.stream().map(CompletableFuture::join).toList();
    }

    private static double secondsSince(long began) {
        return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }

    /** Appends for a time. */
    private final class Phase {

        private final LogStorage storage;
        private final List<PartitionLog> logs;
        private final double rate;
        private final Histogram nanos = new Histogram(3);
        private final long[] deleteBefore;
        private long unkeptBytes;
        private long appends;
        private double seconds;

        Phase(LogStorage storage, List<PartitionLog> logs, double rate) {
            this.storage = storage;
            this.logs = logs;
            this.rate = rate;
            this.deleteBefore = new long[logs.size()];
        }

        void run(double duration) {
            long began = System.nanoTime();
            long end = began + (long) (duration * NANOS_PER_SECOND);
            long checkpoint = began + CHECKPOINT_NANOS;
            long now = began;
            while (now < end) {
                long due = rate == 0 ? now : began + (long) (appends / rate * NANOS_PER_SECOND);
                await(due);
                append(logs.get((int) (appends % logs.size())));
                now = System.nanoTime();
                nanos.recordValue(Math.max(0, now - due));
                appends++;
                if (now > checkpoint) {
                    storage.checkpoint();
                    checkpoint += CHECKPOINT_NANOS;
                }
                deleteOld();
            }
            seconds = secondsSince(began);
        }

        private static void await(long due) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                if (left > TimeUnit.MICROSECONDS.toNanos(100)) {
                    LockSupport.parkNanos(left / 2);
                } else {
                    Thread.onSpinWait();
                }
            }
        }

        private void append(PartitionLog log) {
            batch.putLong(0, log.endOffset());
            CompletableFuture<Void> room = log.reserveFor(batch).toCompletableFuture();
            if (!room.isDone()) {
                room.join();
            }
            log.append(batch);
        }

        /** Keeps the disk from filling: what was there at the last time goes. */
        private void deleteOld() {
            unkeptBytes += batch.remaining();
            if (unkeptBytes < KEPT_BYTES) {
                return;
            }
            unkeptBytes = 0;
            for (int i = 0; i < logs.size(); i++) {
                logs.get(i).deleteBefore(deleteBefore[i]);
                deleteBefore[i] = logs.get(i).endOffset();
            }
        }
    }
}

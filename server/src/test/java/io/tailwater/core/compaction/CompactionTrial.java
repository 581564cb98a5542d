package io.tailwater.core.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tailwater.core.compaction.CompactionStep.Append;
import io.tailwater.core.compaction.CompactionStep.Compact;
import io.tailwater.core.compaction.CompactionStep.CompactAndLosePower;
import io.tailwater.core.compaction.CompactionStep.End;
import io.tailwater.core.compaction.CompactionStep.Reopen;
import io.tailwater.core.compaction.CompactionStep.Wait;
import io.tailwater.core.result.Result;
import io.tailwater.core.topic.TopicConfig;
import io.tailwater.core.topic.TopicSettings;
import io.tailwater.records.RecordBatchFormat;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.StorageException;
import io.tailwater.storage.files.SegmentReading;
import io.tailwater.storage.files.StoredLog;
import io.tailwater.storage.mmap.MmapLogStorageProvider;
import io.tailwater.storage.tck.EngineSession;
import io.tailwater.storage.tck.RandomizedExecutors;
import io.tailwater.storage.tck.file.RecordingFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/** One log, what was written to it, and its compactions. Owned by one thread. */
final class CompactionTrial implements AutoCloseable {

    private static final long DELETE_RETENTION_MILLIS = 500;
    private static final LogOptions OPTIONS = new LogOptions(2048, Long.MAX_VALUE, 200);
    private static final TopicConfig CONFIG = config();

    private final Path directory;
    private final WrittenLog written = new WrittenLog(DELETE_RETENTION_MILLIS);
    private RecordingFiles files;
    private EngineSession session;
    private PartitionLog log;
    private long seed;
    private long nowMillis = 1_800_000_000_000L;
    private int lives;
    private LogCompaction.Outcome outcome = LogCompaction.Outcome.NOTHING;
    private int rewrites;

    CompactionTrial(Path directory, long seed) throws IOException {
        this.directory = directory;
        this.seed = seed;
        Path root = Files.createDirectory(directory.resolve("life-0"));
        this.files = new RecordingFiles(root);
        this.session = open(root);
        this.log = session.openLog(EngineSession.LOG, OPTIONS);
    }

    private static TopicConfig config() {
        Result<TopicConfig> parsed = TopicSettings.parse(
                Map.of(
                        "cleanup.policy",
                        "compact",
                        "segment.bytes",
                        "2048",
                        "delete.retention.ms",
                        "" + DELETE_RETENTION_MILLIS),
                Map.of());
        return ((Result.Ok<TopicConfig>) parsed).value();
    }

    private EngineSession open(Path root) {
        return EngineSession.open(new MmapLogStorageProvider()::open, root, files, new RandomizedExecutors(seed++));
    }

    void step(CompactionStep step) {
        if (step instanceof Append append) {
            append(written.batch(append, log.endOffset(), nowMillis++));
        } else if (step instanceof End end && written.isOpen(end.producer())) {
            append(written.marker(end, log.endOffset(), nowMillis++));
            written.ended(end.producer()).ifPresent(log::noteAborted);
        } else if (step instanceof Compact compact) {
            compact(compact.withoutTheLatest());
        } else if (step instanceof CompactAndLosePower crash) {
            compactAndLosePower(crash.writes());
        } else if (step instanceof Wait wait) {
            nowMillis += wait.millis();
        } else if (step instanceof Reopen) {
            session.close();
            session = open(files.root());
            log = session.openLog(EngineSession.LOG, OPTIONS);
            written.noteAbortedAnew(session, log);
        }
        written.assertIsReadIn(session, log);
    }

    private void append(ByteBuffer batch) {
        session.append(log, batch);
        written.appended(batch);
    }

    private void compact(boolean withoutTheLatest) {
        if (!withoutTheLatest) {
            log.roll();
        }
        CompactionPoint point = CompactionPoint.read(log);
        Cleanable cleanable = Cleanable.of(target(), point, nowMillis);
        written.compacting(cleanable.endOffset(), nowMillis);
        run(point, cleanable);
        assertThat(outcome.complete()).isTrue();
        written.assertIsCompact(session, log, cleanable.endOffset(), nowMillis);
        written.compacted(cleanable.endOffset(), nowMillis);
    }

    /** Compacts, without looking at what comes of it. */
    void compactAll() {
        log.roll();
        CompactionPoint point = CompactionPoint.read(log);
        run(point, Cleanable.of(target(), point, nowMillis));
    }

    private CompactableLog target() {
        return new CompactableLog(log, CONFIG, written.decidedEnd());
    }

    private void run(CompactionPoint point, Cleanable cleanable) {
        Throttle throttle = new Throttle(0, System::nanoTime);
        LogCompaction compaction = new LogCompaction(new RecordBatchFormat(), new OffsetMap(16 * 24), throttle);
        outcome = session.workers()
                .blocking(() -> compaction.run(
                        target(),
                        point,
                        cleanable.endOffset(),
                        written.ends(),
                        nowMillis,
                        (offset, crc) -> rewrites++));
    }

    /** What is made to be wrong of a header. */
    enum Spoilt {
        LENGTH(8, 0x7f),
        MAGIC(16, 9),
        LAST_OFFSET(23, 0x80);

        private final int at;
        private final int value;

        Spoilt(int at, int value) {
            this.at = at;
            this.value = value;
        }
    }

    /** Spoils the header of the first batch at or after an offset, on the disk. */
    void spoil(long offset, Spoilt field) throws IOException {
        log.roll();
        session.await(session.storage().checkpoint());
        for (Path file : storedLog().segments().values()) {
            long[] found = {-1};
            try (SegmentReading reading = SegmentReading.open(file)) {
                reading.visit(new SegmentReading.Visitor() {
                    @Override
                    public void batch(ByteBuffer header, int at, int position, int sizeInBytes) {
                        if (found[0] < 0 && RecordBatchHeader.lastOffset(header, at) >= offset) {
                            found[0] = position;
                        }
                    }

                    @Override
                    public void damaged(int position, int endPosition, String what) {
                        throw new AssertionError(what);
                    }

                    @Override
                    public void prepared(int position, int endPosition) {
                        // Behind the batches.
                    }
                });
            }
            if (found[0] >= 0) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[] {(byte) field.value}), found[0] + field.at);
                }
                return;
            }
        }
        throw new AssertionError("no batch at or after " + offset);
    }

    private StoredLog storedLog() throws IOException {
        return StoredLog.find(EngineSession.directoryOf(files.root())).get(0);
    }

    /** The log files with their bytes. */
    String files() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : storedLog().segments().values()) {
            all.append(file.getFileName())
                    .append(' ')
                    .append(Arrays.hashCode(Files.readAllBytes(file)))
                    .append('\n');
        }
        return all.toString();
    }

    /** What the last compaction did. */
    LogCompaction.Outcome outcome() {
        return outcome;
    }

    /** How many segments were written anew so far. */
    int rewrites() {
        return rewrites;
    }

    /** Whether the log would be compacted now. */
    boolean isDue() {
        return Cleanable.of(target(), CompactionPoint.read(log), nowMillis).due();
    }

    /** How many batches the log has that are markers, with a record. */
    long markers() {
        return session.readAll(log).stream()
                .filter(batch -> RecordBatchHeader.isControl(batch, 0) && RecordBatchHeader.recordCount(batch, 0) > 0)
                .count();
    }

    /** How many aborted transactions readers are told of. */
    int aborted() {
        return session.await(log.abortedTransactions(0, log.endOffset())).size();
    }

    /** How many records there are that are no markers. */
    long records() {
        return session.readAll(log).stream()
                .filter(batch -> !RecordBatchHeader.isControl(batch, 0))
                .mapToLong(batch -> RecordBatchHeader.recordCount(batch, 0))
                .sum();
    }

    /** Everything was flushed before: what is lost can only be compaction's doing. */
    private void compactAndLosePower(int writes) {
        session.await(log.flush());
        log.writeBlob("tailwater-x", new byte[1]);
        session.await(log.flush());
        files.losePowerAfter(writes);
        try {
            compact(false);
        } catch (StorageException | AssertionError e) {
            if (!files.isPowerLost()) {
                throw e;
            }
        }
        Path next = directory.resolve("life-" + ++lives);
        try {
            session.workers().abandon();
            files.losePower(next, seed++);
            files = new RecordingFiles(next);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        session = open(next);
        log = session.openLog(EngineSession.LOG, OPTIONS);
        written.noteAbortedAnew(session, log);
    }

    @Override
    public void close() throws IOException {
        session.close();
        files.close();
    }
}

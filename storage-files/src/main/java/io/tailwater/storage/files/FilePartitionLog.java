package io.tailwater.storage.files;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogRewrite;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.SequentialGuard;
import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** A log in Kafka's files. One writer, any number of readers, as the contract says; put together here from its parts. */
final class FilePartitionLog implements PartitionLog {

    private static final CompletableFuture<Void> READY = CompletableFuture.completedFuture(null);

    private final SequentialGuard guard = new SequentialGuard();
    private final LogStatus status;
    private final LogContents contents;
    private volatile RecoveryReport recovery;
    private final SpacePreparer preparer;
    private final LogWriter writer;
    private final LogFlusher flusher;
    private final LogReader reader;
    private final TimestampSearch timestamps;
    private final AbortedTransactions aborted;
    private final LogBlobs blobs;
    private final LogShortening shortening;
    private final SegmentRewriting rewriting;
    private final LogClosing closing;

    /** Guarded by {@code closing}. */
    private boolean endedWell;

    /** Puts together a log that was opened. */
    FilePartitionLog(
            LogId id, LogDirectory directory, LogOptions options, LogRecovery.Opened opened, LogServices services) {
        Executor background = services.background();
        Checkpoints checkpoints = services.checkpoints();
        this.status = new LogStatus(id);
        this.contents = opened.contents();
        this.recovery = opened.report();
        contents.toldTo(services.engine().watch(id));
        this.preparer = new SpacePreparer(directory, status, services, options.segmentBytes());
        SegmentSealer sealer = new SegmentSealer(directory, contents, status, preparer, checkpoints, background);
        this.writer = new LogWriter(directory, contents, preparer, sealer, options, services.directAppendBytes());
        this.flusher = new LogFlusher(contents, status, preparer, services.forces());
        this.reader = new LogReader(contents, status, services.residency(), background);
        this.timestamps = new TimestampSearch(contents, reader);
        this.aborted = new AbortedTransactions(
                directory, preparer.names(), contents, status, opened.abortedFiles(), background);
        this.blobs = new LogBlobs(directory, status, aborted, preparer.names());
        this.shortening =
                new LogShortening(directory, contents, status, writer, sealer, flusher, aborted, checkpoints, services);
        this.rewriting =
                new SegmentRewriting(directory, contents, status, sealer, aborted, writer, flusher, checkpoints);
        this.closing = new LogClosing(contents, status, writer, preparer, sealer, flusher);
        Segment resumable = opened.resumable();
        if (resumable != null) {
            writer.resume(resumable);
        }
    }

    @Override
    public LogId id() {
        return status.id();
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    // ---- writer side

    @Override
    public CompletionStage<Void> reserve(int bytes) {
        enter();
        try {
            StorageException refusal = status.refusesWriting();
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            return room(bytes);
        } finally {
            guard.exit();
        }
    }

    @Override
    public CompletionStage<Void> reserveFor(ByteBuffer batches) {
        enter();
        try {
            StorageException refusal = status.refusesWriting();
            if (refusal != null) {
                return CompletableFuture.failedFuture(refusal);
            }
            CompletableFuture<Void> stored = writer.store(batches);
            return stored != null ? stored : room(batches.remaining());
        } finally {
            guard.exit();
        }
    }

    private CompletableFuture<Void> room(int bytes) {
        return writer.hasRoom(bytes) ? READY : preparer.prepare(writer.position(), bytes);
    }

    @Override
    public void append(ByteBuffer batches) {
        enter();
        try {
            StorageException refusal = status.refusesWriting();
            if (refusal != null) {
                throw refusal;
            }
            writer.append(batches);
        } catch (IOException e) {
            throw DiskErrors.describe("appending to log " + status.id(), e);
        } finally {
            guard.exit();
        }
    }

    @Override
    public CompletionStage<Long> flush() {
        return flusher.request();
    }

    @Override
    public CompletionStage<Void> truncateTo(long offset) {
        enter();
        try {
            return shortening.truncateTo(offset);
        } finally {
            guard.exit();
        }
    }

    @Override
    public CompletionStage<Void> deleteBefore(long offset) {
        enter();
        try {
            return shortening.deleteBefore(offset);
        } finally {
            guard.exit();
        }
    }

    @Override
    public void roll() {
        enter();
        try {
            if (status.refusesWriting() == null) {
                writer.roll();
            }
        } finally {
            guard.exit();
        }
    }

    @Override
    public void noteAborted(AbortedTransaction transaction) {
        enter();
        try {
            aborted.note(transaction);
        } finally {
            guard.exit();
        }
    }

    @Override
    public void forgetAborted(long fromMarkerOffset) {
        try {
            status.requireOpen(() -> aborted.forget(fromMarkerOffset));
        } catch (IOException e) {
            throw DiskErrors.describe("forgetting aborted transactions of log " + status.id(), e);
        }
    }

    @Override
    public LogRewrite rewrite(long from, long to) {
        try {
            return rewriting.begin(from, to);
        } catch (IOException e) {
            throw DiskErrors.describe("rewriting segments of log " + status.id(), e);
        }
    }

    @Override
    public void reconfigure(LogOptions options) {
        enter();
        try {
            writer.reconfigure(options);
        } finally {
            guard.exit();
        }
    }

    // ---- reader side

    @Override
    public CompletionStage<ReadResult> read(long from, int maxBytes, long limit) {
        return reader.read(from, maxBytes, limit);
    }

    @Override
    public Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis) {
        return timestamps.firstAtOrAfter(timestampMillis);
    }

    @Override
    public Optional<BatchReference> batchWithLargestTimestamp() {
        return timestamps.largest();
    }

    @Override
    public CompletionStage<List<AbortedTransaction>> abortedTransactions(long from, long to) {
        return aborted.find(from, to);
    }

    @Override
    public Optional<String> placeOf(long offset) {
        return Optional.ofNullable(reader.search(offset, segment -> {
            int position = new SegmentSearch(segment).find(offset);
            return position < 0 ? null : "at position " + position + " of " + segment;
        }));
    }

    @Override
    public List<SegmentInfo> segments() {
        return timestamps.segments();
    }

    @Override
    public long lastSegmentOffset() {
        Segment[] segments = contents.segments();
        return segments.length == 0 ? contents.endOffset() : segments[segments.length - 1].baseOffset();
    }

    @Override
    public long sizeBytes() {
        long sum = 0;
        for (Segment segment : contents.segments()) {
            sum += segment.sizeInBytes();
        }
        return sum;
    }

    @Override
    public long startOffset() {
        return contents.startOffset();
    }

    @Override
    public long endOffset() {
        return contents.endOffset();
    }

    @Override
    public long durableOffset() {
        return contents.durableOffset();
    }

    // ---- blobs

    @Override
    public Optional<byte[]> readBlob(String name) {
        return blobs.read(name);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        blobs.write(name, bytes);
    }

    // ---- the commit journal

    /** Has its own files forced; see {@link LogFlusher#requestForce}. */
    CompletableFuture<Long> forceSoon() {
        return flusher.requestForce();
    }

    /** What its files lost may be given back to it, before it has a writer. */
    LostBatches lostBatches() {
        return new LostBatches(id(), contents, writer, flusher);
    }

    /** Says more of what opening it found. */
    void recovered(RecoveryReport report) {
        recovery = report;
    }

    // ---- the end

    @Override
    public void close() {
        synchronized (closing) { // so that it is closed when any call returns
            if (status.close()) {
                closeNow();
            }
        }
    }

    private void closeNow() {
        awaitWriter();
        try {
            closing.close();
            endedWell = true;
        } catch (IOException e) {
            throw DiskErrors.describe("closing log " + status.id(), e);
        }
        if (status.hasFailed()) {
            throw status.failure();
        }
    }

    /**
     * Writes out the index of the active segment, so that a crash has less to check, and unlinks files that were kept for as
     * long as they should be; blocking.
     */
    void tidyUp() throws IOException {
        status.whileOpen(shortening::unlinkDue);
        Segment[] segments = contents.segments();
        if (segments.length > 0 && !status.isClosed() && segments[segments.length - 1].isSettled()) {
            segments[segments.length - 1].index().writeOut();
        }
    }

    /** Gives up files and memory without flushing, for a log that is deleted; blocking. */
    void abandon() throws IOException {
        synchronized (closing) {
            if (status.close()) {
                awaitWriter();
                closing.abandon();
            }
        }
    }

    /** How it was left, once closing it has ended; blocking. */
    LastEnd lastEnd() {
        synchronized (closing) {
            if (status.hasFailed()) {
                return LastEnd.FORCE_FAILED;
            }
            return endedWell ? LastEnd.CLOSED : LastEnd.CUT_SHORT;
        }
    }

    /** An append under way still writes to mapped memory; it ends in microseconds, and none begins any more. */
    private void awaitWriter() {
        while (!guard.tryEnter()) {
            Thread.onSpinWait();
        }
        guard.exit();
    }

    /** Begins a writer's call. @throws IllegalStateException when another is under way; not for {@link #awaitWriter} */
    private void enter() {
        while (!guard.tryEnter()) {
            if (!status.isClosed()) {
                guard.enter();
                return;
            }
            Thread.onSpinWait();
        }
    }

    boolean isClosed() {
        return status.isClosed();
    }

    /** Whether it is open, and no force of it has failed. */
    boolean isWritable() {
        return status.refusesWriting() == null;
    }
}

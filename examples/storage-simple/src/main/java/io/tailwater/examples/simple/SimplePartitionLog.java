package io.tailwater.examples.simple;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.SequentialGuard;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log: who may call when, and on which thread it is done, over {@link LogContents} and {@link LogFiles}. Thread-safe as {@link
 * PartitionLog} says.
 */
final class SimplePartitionLog implements PartitionLog {

    private static final String BLOB_SUFFIX = ".blob";

    private final LogId id;
    private final Disk disk;
    private final Path directory;
    private final StorageContext context;
    private final RecoveryReport recovery;
    private final LogContents contents;
    private final LogFiles files;
    private final SequentialGuard writer = new SequentialGuard();

    private @Nullable CompletableFuture<Long> nextFlush; // guarded by this
    private CompletionStage<?> lastChange = CompletableFuture.completedStage(null); // guarded by this

    SimplePartitionLog(Disk disk, Path directory, StorageContext context, LogOptions options, Recovery recovered)
            throws IOException {
        this.recovery = recovered.run();
        this.id = recovered.state().id();
        this.disk = disk;
        this.directory = directory;
        this.context = context;
        this.contents = new LogContents(disk, directory, options, recovered);
        this.files = new LogFiles(disk, directory, contents);
    }

    boolean isClosed() {
        return contents.isClosed();
    }

    @Override
    public LogId id() {
        return id;
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    @Override
    public CompletionStage<Void> reserve(int bytes) {
        return stage(() -> {
            contents.checkWritable();
            return null;
        });
    }

    @Override
    public void append(ByteBuffer batches) {
        writer.enter();
        try {
            contents.append(batches);
        } finally {
            writer.exit();
        }
    }

    /** Whoever asks before the force has begun shares it. */
    @Override
    public synchronized CompletionStage<Long> flush() {
        if (isClosed()) {
            return CompletableFuture.failedStage(contents.closedException());
        }
        CompletableFuture<Long> flush = nextFlush;
        if (flush == null) {
            flush = new CompletableFuture<>();
            nextFlush = flush;
            context.flusher().execute(this::force);
        }
        return flush;
    }

    private void force() {
        CompletableFuture<Long> flush;
        synchronized (this) {
            flush = nextFlush;
            nextFlush = null;
        }
        if (flush != null) {
            complete(flush, files::force);
        }
    }

    private static <T> void complete(CompletableFuture<T> future, Supplier<T> work) {
        try {
            future.complete(work.get());
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    @Override
    public CompletionStage<Void> truncateTo(long offset) {
        writer.enter();
        try {
            return change(() -> files.truncateTo(offset));
        } finally {
            writer.exit();
        }
    }

    @Override
    public CompletionStage<Void> deleteBefore(long offset) {
        writer.enter();
        try {
            contents.raiseStart(offset);
            return change(files::deleteOld);
        } catch (StorageException e) {
            return CompletableFuture.failedStage(e);
        } finally {
            writer.exit();
        }
    }

    @Override
    public void roll() {
        writer.enter();
        try {
            contents.roll();
        } finally {
            writer.exit();
        }
    }

    /** Changes of files are made in the background, in the order in which they were asked for. */
    private synchronized CompletionStage<Void> change(Runnable work) {
        if (isClosed()) {
            return CompletableFuture.failedStage(contents.closedException());
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        lastChange.whenComplete((before, failure) -> context.background()
                .execute(() -> complete(done, () -> {
                    work.run();
                    return null;
                })));
        lastChange = done;
        return done;
    }

    /** Notes how far the log is good, so that a start after a crash has little to look at. */
    CompletionStage<Void> checkpoint() {
        return flush().thenCompose(reached -> change(files::save))
                .handle((saved, failure) ->
                        failure == null || isClosed() // then closing has flushed it, or it is deleted
                                ? CompletableFuture.<Void>completedStage(null)
                                : CompletableFuture.<Void>failedStage(failure))
                .thenCompose(outcome -> outcome);
    }

    @Override
    public void noteAborted(AbortedTransaction aborted) {
        contents.noteAborted(aborted);
    }

    @Override
    public void forgetAborted(long fromMarkerOffset) {
        contents.forgetAborted(fromMarkerOffset);
    }

    @Override
    public CompletionStage<List<AbortedTransaction>> abortedTransactions(long from, long to) {
        return stage(() -> contents.aborted(from, to));
    }

    @Override
    public void reconfigure(LogOptions options) {
        contents.reconfigure(options);
    }

    @Override
    public CompletionStage<ReadResult> read(long from, int maxBytes, long limit) {
        try {
            ReadResult none = contents.nothingAt(from);
            return none == null
                    ? CompletableFuture.supplyAsync(() -> files.read(from, maxBytes, limit), context.background())
                    : CompletableFuture.completedStage(none);
        } catch (StorageException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @Override
    public Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis) {
        return contents.readable().stream()
                .filter(batch -> batch.maxTimestampMillis() >= timestampMillis)
                .findFirst()
                .map(Batch::reference);
    }

    @Override
    public Optional<BatchReference> batchWithLargestTimestamp() {
        Comparator<Batch> byTimestamp = Comparator.comparingLong(Batch::maxTimestampMillis);
        return contents.readable().stream()
                .reduce((first, later) -> byTimestamp.compare(later, first) > 0 ? later : first)
                .map(Batch::reference);
    }

    @Override
    public List<SegmentInfo> segments() {
        return contents.segments();
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

    @Override
    public Optional<byte[]> readBlob(String name) {
        contents.checkOpen();
        try {
            return disk.read(directory.resolve(name + BLOB_SUFFIX));
        } catch (IOException e) {
            throw Disk.describe("reading blob " + name + " of " + id, e);
        }
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        files.writeBlob(name + BLOB_SUFFIX, bytes);
    }

    @Override
    public void close() {
        try {
            files.close();
        } finally {
            force(); // Who waits for a flush gets its answer: closing has made it, or says why not.
        }
    }

    /** Closes without keeping anything: the log is about to be deleted. */
    void discard() {
        files.discard();
        force();
    }

    private static <T> CompletionStage<T> stage(Supplier<T> call) {
        try {
            return CompletableFuture.completedStage(call.get());
        } catch (StorageException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}

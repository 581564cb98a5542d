package io.tailwater.storage.tck.memory;

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
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A log in memory: who may call when, over {@link LogContents}. Thread-safe as {@link PartitionLog} says. */
final class InMemoryPartitionLog implements PartitionLog {

    private final LogId id;
    private final LogContents contents;
    private final Executor flusher;
    private final SequentialGuard writer = new SequentialGuard();

    private @Nullable CompletableFuture<Long> nextFlush; // guarded by this
    private volatile boolean closed;

    InMemoryPartitionLog(LogId id, LogContents contents, Executor flusher) {
        this.id = id;
        this.contents = contents;
        this.flusher = flusher;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public LogId id() {
        return id;
    }

    @Override
    public RecoveryReport recovery() {
        return RecoveryReport.CLEAN;
    }

    @Override
    public CompletionStage<Void> reserve(int bytes) {
        return asStage(() -> {
            contents.checkRoom(bytes);
            return null;
        });
    }

    @Override
    public void append(ByteBuffer batches) {
        writer.enter();
        try {
            checkOpen();
            contents.append(batches);
        } finally {
            writer.exit();
        }
    }

    @Override
    public synchronized CompletionStage<Long> flush() {
        if (closed) {
            return CompletableFuture.failedStage(closedException());
        }
        // A force that has not begun covers everything appended up to now, so whoever asks meanwhile shares it.
        CompletableFuture<Long> flush = nextFlush;
        if (flush == null) {
            flush = new CompletableFuture<>();
            nextFlush = flush;
            flusher.execute(this::force);
        }
        return flush;
    }

    /** As {@link #flush()}; closing has left nothing to force. */
    synchronized CompletionStage<?> flushUnlessClosed() {
        return closed ? CompletableFuture.completedStage(null) : flush();
    }

    private void force() {
        CompletableFuture<Long> flush;
        synchronized (this) {
            flush = nextFlush;
            nextFlush = null;
        }
        if (flush != null) {
            flush.complete(contents.makeDurable());
        }
    }

    @Override
    public CompletionStage<Void> truncateTo(long offset) {
        return mutate(() -> contents.truncateTo(offset));
    }

    @Override
    public CompletionStage<Void> deleteBefore(long offset) {
        return mutate(() -> contents.deleteBefore(offset));
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
        return asStage(() -> contents.abortedTransactions(from, to));
    }

    @Override
    public LogRewrite rewrite(long from, long to) {
        checkOpen();
        return contents.rewrite(from, to, this::checkOpen);
    }

    @Override
    public void reconfigure(LogOptions options) {
        contents.reconfigure(options);
    }

    @Override
    public CompletionStage<ReadResult> read(long from, int maxBytes, long limit) {
        return asStage(() -> contents.read(from, maxBytes, limit));
    }

    @Override
    public Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis) {
        checkOpen();
        return contents.firstBatchAtOrAfter(timestampMillis);
    }

    @Override
    public Optional<BatchReference> batchWithLargestTimestamp() {
        checkOpen();
        return contents.batchWithLargestTimestamp();
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
        checkOpen();
        return contents.blobs().read(name);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        checkOpen();
        contents.blobs().write(name, bytes);
    }

    @Override
    public void close() {
        synchronized (this) { // not in the midst of a call that has seen it open
            closed = true;
        }
        contents.makeDurable();
        force();
    }

    private CompletionStage<Void> mutate(Runnable change) {
        writer.enter();
        try {
            return asStage(() -> {
                change.run();
                return null;
            });
        } finally {
            writer.exit();
        }
    }

    private <T> CompletionStage<T> asStage(Supplier<? extends @Nullable T> call) {
        try {
            checkOpen();
            return CompletableFuture.completedStage(call.get());
        } catch (StorageException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw closedException();
        }
    }

    private StorageException closedException() {
        return new StorageException(StorageException.Kind.CLOSED, id + " was closed or deleted");
    }
}

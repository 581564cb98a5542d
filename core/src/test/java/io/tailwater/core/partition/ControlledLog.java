package io.tailwater.core.partition;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogId;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.SegmentInfo;
import io.tailwater.spi.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A log that a test can hold up, fill and break, and that counts what was leased from it. Thread-safe. */
final class ControlledLog implements PartitionLog {

    final AtomicInteger leases = new AtomicInteger();
    final AtomicInteger reads = new AtomicInteger();

    volatile boolean full;
    volatile long announcedOffset = -1;
    volatile boolean flushFails;
    volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    volatile Executor coldReads = Runnable::run;

    private final PartitionLog inner;

    ControlledLog(PartitionLog inner) {
        this.inner = inner;
    }

    @Override
    public LogId id() {
        return inner.id();
    }

    @Override
    public RecoveryReport recovery() {
        return inner.recovery();
    }

    @Override
    public CompletionStage<Void> reserve(int bytes) {
        return full ? CompletableFuture.failedFuture(noSpace()) : room;
    }

    @Override
    public CompletionStage<Void> reserveFor(ByteBuffer batches) {
        announcedOffset = RecordBatchHeader.baseOffset(batches, batches.position());
        return reserve(batches.remaining());
    }

    @Override
    public void append(ByteBuffer batches) {
        if (full) {
            throw noSpace();
        }
        inner.append(batches);
    }

    private static StorageException noSpace() {
        return new StorageException(StorageException.Kind.FULL, "no space left");
    }

    @Override
    public CompletionStage<Long> flush() {
        return inner.flush().thenApply(durable -> {
            if (flushFails) {
                throw new StorageException(StorageException.Kind.IO, "the disk is gone");
            }
            return durable;
        });
    }

    @Override
    public CompletionStage<Void> truncateTo(long offset) {
        return inner.truncateTo(offset);
    }

    @Override
    public CompletionStage<Void> deleteBefore(long offset) {
        return inner.deleteBefore(offset);
    }

    @Override
    public void roll() {
        inner.roll();
    }

    @Override
    public void noteAborted(AbortedTransaction aborted) {
        inner.noteAborted(aborted);
    }

    @Override
    public void forgetAborted(long fromMarkerOffset) {
        inner.forgetAborted(fromMarkerOffset);
    }

    @Override
    public CompletionStage<List<AbortedTransaction>> abortedTransactions(long from, long to) {
        return inner.abortedTransactions(from, to);
    }

    @Override
    public void reconfigure(LogOptions options) {
        inner.reconfigure(options);
    }

    @Override
    public CompletionStage<ReadResult> read(long from, int maxBytes, long limit) {
        reads.incrementAndGet();
        CompletableFuture<ReadResult> result = new CompletableFuture<>();
        inner.read(from, maxBytes, limit)
                .thenAccept(read -> coldReads.execute(() -> result.complete(leased(read))))
                .exceptionally(thrown -> {
                    result.completeExceptionally(thrown);
                    return null;
                });
        return result;
    }

    private ReadResult leased(ReadResult read) {
        if (read instanceof MemorySlice slice) {
            leases.incrementAndGet();
            return new MemorySlice(slice.bytes(), leases::decrementAndGet);
        }
        return read;
    }

    @Override
    public Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis) {
        return inner.firstBatchAtOrAfter(timestampMillis);
    }

    @Override
    public Optional<BatchReference> batchWithLargestTimestamp() {
        return inner.batchWithLargestTimestamp();
    }

    @Override
    public List<SegmentInfo> segments() {
        return inner.segments();
    }

    @Override
    public long startOffset() {
        return inner.startOffset();
    }

    @Override
    public long endOffset() {
        return inner.endOffset();
    }

    @Override
    public long durableOffset() {
        return inner.durableOffset();
    }

    @Override
    public Optional<byte[]> readBlob(String name) {
        return inner.readBlob(name);
    }

    @Override
    public void writeBlob(String name, byte[] bytes) {
        inner.writeBlob(name, bytes);
    }

    @Override
    public void close() {
        inner.close();
    }
}

package io.tailwater.core.partition;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Finds the aborted transactions that readers of committed records have to know with some bytes. Stateless. */
final class AbortedReads {

    static final CompletableFuture<List<AbortedTransaction>> NONE = CompletableFuture.completedFuture(List.of());

    /** Larger slices have so many headers that an event loop should not go through them. */
    private static final int INLINE_BYTES = 128 << 10;

    private static final int WINDOW_BYTES = 4096;

    private AbortedReads() {}

    /**
     * Those with records in a slice.
     *
     * @param slice what was read; stays open until the answer is there
     * @param from the offset that was asked for
     * @return by first offset, as clients need them; completed on any thread
     */
    static CompletionStage<List<AbortedTransaction>> in(PartitionLog log, LogSlice slice, long from, Executor worker) {
        if (slice.size() == 0) {
            return NONE;
        }
        CompletionStage<List<AbortedTransaction>> found = slice.size() <= INLINE_BYTES
                ? log.abortedTransactions(from, endOf(slice))
                : CompletableFuture.supplyAsync(() -> endOf(slice), worker)
                        .thenCompose(end -> log.abortedTransactions(from, end));
        return found.thenApply(byMarker -> byMarker.stream()
                .sorted(Comparator.comparingLong(AbortedTransaction::firstOffset))
                .toList());
    }

    /** The offset after the last batch. */
    private static long endOf(LogSlice slice) {
        ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
        int windowFrom = 0;
        long end = 0;
        window.limit(0);
        for (int at = 0; at + RecordBatchHeader.SIZE <= slice.size(); ) {
            if (at - windowFrom + RecordBatchHeader.SIZE > window.limit()) {
                windowFrom = at;
                slice.copyTo(at, window.clear());
                window.flip();
            }
            int size = SoundBatch.sizeOf(window, at - windowFrom, slice.size() - at);
            if (size == 0) {
                break; // damaged: nobody reads further than that
            }
            end = RecordBatchHeader.lastOffset(window, at - windowFrom) + 1;
            at += size;
        }
        return end;
    }
}

package io.tailwater.core.partition;

import io.tailwater.core.integrity.DamagedRange;
import io.tailwater.core.integrity.RangeCheck;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Goes through the headers of a log's batches without reading what is between them, where that is large. Blocking; owned by
 * one thread.
 */
final class BatchHeaders {

    /** Takes one header, which begins at {@code at}, and all of a control batch. */
    interface Visitor {

        /** @return whether to go on */
        boolean visit(ByteBuffer buffer, int at);
    }

    private static final int READ_BYTES = 1 << 20;
    private static final int WINDOW_BYTES = 4096;

    private final PartitionLog log;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);

    BatchHeaders(PartitionLog log) {
        this.log = log;
    }

    /**
     * Visits the batches from the one that holds an offset to the end of the log.
     *
     * @param from an offset in the log; one below its start begins there
     */
    void visitFrom(long from, Visitor visitor) {
        long next = from;
        while (next >= 0 && next < log.endOffset()) {
            next = visitSlice(Math.max(next, log.startOffset()), visitor);
        }
    }

    /** Returns the offset to go on from, or -1 when the visitor has seen enough. */
    private long visitSlice(long from, Visitor visitor) {
        ReadResult read =
                log.read(from, READ_BYTES, Long.MAX_VALUE).toCompletableFuture().join();
        if (read instanceof ReadResult.Damaged damaged) {
            return damaged.toOffset();
        }
        if (!(read instanceof LogSlice slice)) {
            return log.startOffset() > from ? log.startOffset() : -1; // Deleted meanwhile, or cut.
        }
        try (slice) {
            long next = -1;
            int windowFrom = 0;
            window.clear().flip();
            for (int at = 0; at + RecordBatchHeader.SIZE <= slice.size(); ) {
                if (at - windowFrom + RecordBatchHeader.SIZE > window.limit() || isCutOff(at - windowFrom)) {
                    windowFrom = at;
                    slice.copyTo(at, window.clear());
                    window.flip();
                }
                int size = SoundBatch.sizeOf(window, at - windowFrom, slice.size() - at);
                if (size == 0) {
                    return passDamage(next < 0 ? from : next);
                }
                if (!visitor.visit(window, at - windowFrom)) {
                    return -1;
                }
                next = RecordBatchHeader.lastOffset(window, at - windowFrom) + 1;
                at += size;
            }
            return next;
        }
    }

    /** Headers alone do not tell where the next batch is. */
    private long passDamage(long offset) {
        List<DamagedRange> damaged = RangeCheck.of(log, offset, READ_BYTES).damaged();
        return damaged.isEmpty() ? offset + 1 : damaged.get(0).toOffset();
    }

    /** Whether only a part of a control batch, which is small, is in the window; its record matters, too. */
    private boolean isCutOff(int at) {
        return RecordBatchHeader.isControl(window, at)
                && at + RecordBatchHeader.sizeInBytes(window, at) > window.limit();
    }
}

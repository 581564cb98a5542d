package io.tailwater.core.share.state;

import io.tailwater.core.share.AcquiredRange;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.FileSlice;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SoundBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Bytes that were read, and which batches they are. Owned by the fetch that read them, with the slice's lease.
 *
 * @param slice the bytes
 * @param batches by offset
 * @param positions where each batch begins in the slice, and where the last ends
 */
record ScannedBatches(LogSlice slice, List<BatchSpan> batches, List<Integer> positions) {

    private static final int WINDOW_BYTES = 4096;

    /**
     * Goes through the headers, which may be many.
     *
     * @param aborted the transactions whose records do not count, by first offset; none where all records count
     */
    static ScannedBatches scan(LogSlice slice, List<AbortedTransaction> aborted) {
        List<BatchSpan> batches = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        Set<Long> aborting = new HashSet<>();
        ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
        int windowFrom = 0;
        int nextAborted = 0;
        int at = 0;
        while (at + RecordBatchHeader.SIZE <= slice.size()) {
            if (at - windowFrom + RecordBatchHeader.SIZE > window.limit()) {
                windowFrom = at;
                slice.copyTo(at, window.clear());
                window.flip();
            }
            int header = at - windowFrom;
            int size = SoundBatch.sizeOf(window, header, slice.size() - at);
            if (size == 0) {
                break; // damaged
            }
            long lastOffset = RecordBatchHeader.lastOffset(window, header);
            while (nextAborted < aborted.size() && aborted.get(nextAborted).firstOffset() <= lastOffset) {
                aborting.add(aborted.get(nextAborted++).producerId());
            }
            batches.add(new BatchSpan(
                    RecordBatchHeader.baseOffset(window, header), lastOffset, isDeliverable(window, header, aborting)));
            positions.add(at);
            at += size;
        }
        positions.add(at);
        return new ScannedBatches(slice, batches, positions);
    }

    /** A marker ends its producer's transaction, and is no record itself. */
    private static boolean isDeliverable(ByteBuffer window, int header, Set<Long> aborting) {
        long producerId = RecordBatchHeader.producerId(window, header);
        if (RecordBatchHeader.isControl(window, header)) {
            aborting.remove(producerId);
            return false;
        }
        return !RecordBatchHeader.isTransactional(window, header) || !aborting.contains(producerId);
    }

    /** The batches that hold some records, in place of all: takes the lease over. */
    LogSlice with(List<AcquiredRange> acquired) {
        long first = acquired.get(0).firstOffset();
        long last = acquired.get(acquired.size() - 1).lastOffset();
        int from = 0;
        while (from < batches.size() && batches.get(from).lastOffset() < first) {
            from++;
        }
        int to = batches.size();
        while (to > from && batches.get(to - 1).firstOffset() > last) {
            to--;
        }
        return part(positions.get(from), positions.get(to));
    }

    private LogSlice part(int from, int to) {
        if (from == 0 && to == slice.size()) {
            return slice;
        }
        if (slice instanceof FileSlice file) {
            return new FileSlice(file.channel(), file.position() + from, to - from, file::close);
        }
        MemorySlice memory = (MemorySlice) slice;
        ByteBuffer bytes = memory.bytes();
        return new MemorySlice(bytes.slice(bytes.position() + from, to - from), memory::close);
    }
}

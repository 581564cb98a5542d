package io.tailwater.storage.tck.memory;

import io.tailwater.spi.Lease;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.LogSlice;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Consecutive batches in one array. Guarded by the monitor of its {@link LogContents}. */
final class MemorySegment {

    private static final int FIRST_ARRAY_BYTES = 1024;

    private final long baseOffset;
    private final List<StoredBatch> batches = new ArrayList<>();
    private byte[] bytes = new byte[FIRST_ARRAY_BYTES];
    private int size;

    MemorySegment(long baseOffset) {
        this.baseOffset = baseOffset;
    }

    long baseOffset() {
        return baseOffset;
    }

    long endOffset() {
        return batches.isEmpty() ? baseOffset : batches.get(batches.size() - 1).lastOffset() + 1;
    }

    int sizeBytes() {
        return size;
    }

    List<StoredBatch> batches() {
        return batches;
    }

    /** Whether a batch must go to the next segment; an empty segment takes any. */
    boolean isFullFor(StoredBatch batch, LogOptions options) {
        return !batches.isEmpty()
                && (size + (long) batch.size() > options.segmentBytes()
                        || batch.maxTimestampMillis() - batches.get(0).maxTimestampMillis() > options.segmentMillis());
    }

    void append(StoredBatch batch, ByteBuffer source) {
        if (size + (long) batch.size() > bytes.length) {
            // Slices given before go on reading the old array.
            bytes = Arrays.copyOf(bytes, Math.max(Math.multiplyExact(2, bytes.length), size + batch.size()));
        }
        source.get(0, bytes, size, batch.size());
        batches.add(batch.movedTo(size));
        size += batch.size();
    }

    /** A segment with a copy of the batches that end before an offset. */
    MemorySegment before(long offset) {
        MemorySegment kept = new MemorySegment(Math.min(baseOffset, offset));
        for (StoredBatch batch : batches) {
            if (batch.lastOffset() >= offset) {
                break;
            }
            kept.append(
                    batch,
                    ByteBuffer.wrap(bytes, batch.position(), batch.size()).slice());
        }
        return kept;
    }

    /** @param from an offset below {@link #endOffset()} */
    LogSlice read(long from, int maxBytes, long limit) {
        int first = indexOfBatchHolding(from);
        int begin = batches.get(first).position();
        int end = begin;
        for (StoredBatch batch : batches.subList(first, batches.size())) {
            int next = batch.position() + batch.size();
            boolean fits = next - begin <= maxBytes || end == begin;
            if (!fits || batch.baseOffset() >= limit) {
                break;
            }
            end = next;
        }
        return new MemorySlice(ByteBuffer.wrap(bytes, begin, end - begin), Lease.NONE);
    }

    private int indexOfBatchHolding(long offset) {
        int low = 0;
        int high = batches.size() - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batches.get(middle).lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether there is a control batch with a record at an offset. */
    boolean hasMarker(long offset) {
        StoredBatch batch = batches.get(indexOfBatchHolding(offset));
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return batch.lastOffset() == offset
                && RecordBatchHeader.isControl(buffer, batch.position())
                && RecordBatchHeader.recordCount(buffer, batch.position()) > 0;
    }

    SegmentInfo info(boolean active) {
        long maxTimestamp = batches.stream()
                .mapToLong(StoredBatch::maxTimestampMillis)
                .max()
                .orElse(-1);
        long firstTimestamp = batches.isEmpty() ? -1 : batches.get(0).maxTimestampMillis();
        return new SegmentInfo(baseOffset, endOffset(), size, firstTimestamp, maxTimestamp, active);
    }
}

package io.tailwater.storage.tck.memory;

import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.BatchReference;
import io.tailwater.spi.LogOptions;
import io.tailwater.spi.MemorySlice;
import io.tailwater.spi.ReadResult;
import io.tailwater.spi.SegmentInfo;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a log holds. Thread-safe: one monitor makes every change seen wholly or not at all.
 *
 * <p>Slices share the segments' arrays. Nothing that a slice has seen is ever overwritten (a cut copies what is kept), so the
 * garbage collector does what leases are for.
 */
final class LogContents {

    private final Capacity capacity;
    private final Blobs blobs = new Blobs();
    private final Deque<MemorySegment> segments = new ArrayDeque<>(); // oldest first, never empty
    private final List<AbortedTransaction> aborted = new ArrayList<>(); // in the order of their markers
    private LogOptions options;
    private long startOffset;
    private long endOffset;
    private long durableOffset;
    private boolean beingRewritten;

    LogContents(Capacity capacity, LogOptions options) {
        this.capacity = capacity;
        this.options = options;
        segments.add(new MemorySegment(0));
    }

    Blobs blobs() {
        return blobs;
    }

    synchronized void reconfigure(LogOptions changed) {
        options = changed;
    }

    void checkRoom(int bytes) {
        capacity.check(bytes);
    }

    synchronized void append(ByteBuffer batches) {
        List<StoredBatch> added = StoredBatch.parse(batches, endOffset, Long.MAX_VALUE);
        capacity.take(batches.remaining());
        for (StoredBatch batch : added) {
            if (segments.getLast().isFullFor(batch, options)) {
                segments.addLast(new MemorySegment(batch.baseOffset()));
            }
            segments.getLast().append(batch, batches.slice(batch.position(), batch.size()));
            endOffset = batch.lastOffset() + 1;
        }
    }

    synchronized long makeDurable() {
        durableOffset = endOffset;
        return durableOffset;
    }

    synchronized void truncateTo(long offset) {
        if (offset >= endOffset) {
            return;
        }
        while (segments.size() > 1 && segments.getLast().baseOffset() >= offset) {
            capacity.giveBack(segments.removeLast().sizeBytes());
        }
        MemorySegment cut = segments.removeLast();
        MemorySegment kept = cut.before(offset);
        capacity.giveBack(cut.sizeBytes() - kept.sizeBytes());
        segments.addLast(kept);
        endOffset = Math.min(offset, Math.max(kept.endOffset(), startOffset));
        startOffset = Math.min(startOffset, endOffset);
        durableOffset = Math.min(durableOffset, endOffset);
        forgetAborted(endOffset);
    }

    synchronized void deleteBefore(long offset) {
        if (offset > endOffset) {
            throw new IllegalArgumentException("offset " + offset + " is past the end, " + endOffset);
        }
        startOffset = Math.max(startOffset, offset);
        aborted.removeIf(transaction -> transaction.lastOffset() < startOffset);
        while (!segments.isEmpty() && segments.getFirst().endOffset() <= startOffset) {
            capacity.giveBack(segments.removeFirst().sizeBytes());
        }
        if (segments.isEmpty()) {
            segments.add(new MemorySegment(endOffset));
        }
    }

    synchronized SegmentRewrite rewrite(long from, long to, Runnable requireOpenLog) {
        List<MemorySegment> replaced = segments.stream()
                .filter(segment -> segment.baseOffset() >= from && segment.endOffset() <= to)
                .filter(segment -> segment != segments.getLast())
                .toList();
        if (replaced.isEmpty()
                || replaced.get(0).baseOffset() != from
                || replaced.get(replaced.size() - 1).endOffset() != to
                || to - from > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("there is no row of closed segments from " + from + " to " + to);
        }
        if (beingRewritten) {
            throw new IllegalStateException("another rewrite is under way");
        }
        beingRewritten = true;
        return new SegmentRewrite(this, capacity, replaced, to, requireOpenLog);
    }

    synchronized void rewriteEnded() {
        beingRewritten = false;
    }

    /** Returns whether the segments were all there still. */
    synchronized boolean replace(List<MemorySegment> replaced, MemorySegment replacement) {
        if (!segments.containsAll(replaced)) {
            return false;
        }
        List<MemorySegment> before = List.copyOf(segments);
        segments.clear();
        for (MemorySegment segment : before) {
            if (segment == replaced.get(0)) {
                segments.add(replacement);
            } else if (!replaced.contains(segment)) {
                segments.add(segment);
            }
        }
        long from = replacement.baseOffset();
        long to = replacement.endOffset();
        aborted.removeIf(transaction -> transaction.lastOffset() >= from
                && transaction.lastOffset() < to
                && !replacement.hasMarker(transaction.lastOffset()));
        replaced.forEach(segment -> capacity.giveBack(segment.sizeBytes()));
        return true;
    }

    synchronized void roll() {
        if (segments.getLast().sizeBytes() > 0) {
            segments.addLast(new MemorySegment(endOffset));
        }
    }

    synchronized ReadResult read(long from, int maxBytes, long limit) {
        if (from < startOffset || from > endOffset) {
            return new ReadResult.OutOfRange(startOffset, endOffset);
        }
        for (MemorySegment segment : segments) {
            if (segment.endOffset() > from) {
                return segment.read(from, maxBytes, limit);
            }
        }
        return MemorySlice.EMPTY;
    }

    synchronized Optional<BatchReference> firstBatchAtOrAfter(long timestampMillis) {
        return readable()
                .filter(batch -> batch.maxTimestampMillis() >= timestampMillis)
                .findFirst()
                .map(StoredBatch::reference);
    }

    synchronized Optional<BatchReference> batchWithLargestTimestamp() {
        Comparator<StoredBatch> byTimestamp = Comparator.comparingLong(StoredBatch::maxTimestampMillis);
        return readable()
                .reduce((first, later) -> byTimestamp.compare(later, first) > 0 ? later : first)
                .map(StoredBatch::reference);
    }

    private Stream<StoredBatch> readable() {
        return segments.stream()
                .flatMap(segment -> segment.batches().stream())
                .filter(batch -> batch.lastOffset() >= startOffset);
    }

    synchronized void noteAborted(AbortedTransaction transaction) {
        aborted.add(transaction);
    }

    synchronized void forgetAborted(long fromMarkerOffset) {
        aborted.removeIf(transaction -> transaction.lastOffset() >= fromMarkerOffset);
    }

    synchronized List<AbortedTransaction> abortedTransactions(long from, long to) {
        return aborted.stream()
                .filter(transaction -> transaction.overlaps(from, to))
                .toList();
    }

    synchronized List<SegmentInfo> segments() {
        MemorySegment last = segments.getLast();
        return segments.stream()
                .map(segment -> segment.info(segment.equals(last)))
                .toList();
    }

    synchronized long startOffset() {
        return startOffset;
    }

    synchronized long endOffset() {
        return endOffset;
    }

    synchronized long durableOffset() {
        return durableOffset;
    }

    /** Gives the room back when the log is deleted. */
    synchronized void release() {
        segments.forEach(segment -> capacity.giveBack(segment.sizeBytes()));
    }
}

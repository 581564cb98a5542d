package io.tailwater.storage.files;

import io.tailwater.spi.ReadResult;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Finds positions in one segment: through the ring of the youngest batches, else through the index and a short walk over
 * headers. Owned by one reader for one search; the segment is leased and settled.
 */
final class SegmentSearch {

    static final int NOT_QUICKLY = -2;

    private final Segment segment;
    private ReadResult.@Nullable Damaged damage;
    private int damagePosition;

    SegmentSearch(Segment segment) {
        this.segment = segment;
    }

    /**
     * Where the batch begins that holds an offset, or the next one; -1 when that is not in this segment, or when {@link #damage}
     * tells why not.
     */
    int find(long offset) throws IOException {
        int size = segment.sizeInBytes();
        BatchRing ring = segment.recent();
        int recent = ring == null ? -1 : ring.find(offset);
        if (recent >= 0) {
            return recent < size ? recent : -1;
        }
        long expected = segment.baseOffset();
        BatchWalk walk = walkFrom(offset, size);
        while (walk.nextGood()) {
            if (walk.damagedFrom() >= 0 && offset < walk.baseOffset()) {
                damage = damaged(expected, walk.baseOffset(), walk.damagedFrom());
                return -1;
            }
            if (walk.lastOffset() >= offset) {
                return walk.position();
            }
            expected = walk.lastOffset() + 1;
        }
        if (walk.damagedFrom() >= 0 && offset < segment.endOffset()) {
            damage = damaged(expected, segment.endOffset(), walk.damagedFrom());
        }
        return -1;
    }

    /** As {@link #find}, where looking for good batches behind damaged ones would take too long; -2 when that is to be done. */
    int findQuickly(long offset) throws IOException {
        int size = segment.sizeInBytes();
        BatchRing ring = segment.recent();
        int recent = ring == null ? -1 : ring.find(offset);
        if (recent >= 0) {
            return recent < size ? recent : -1;
        }
        BatchWalk walk = walkFrom(offset, size);
        while (walk.next()) {
            if (walk.lastOffset() >= offset) {
                return walk.position();
            }
        }
        return walk.position() < size ? NOT_QUICKLY : -1;
    }

    /** What is wrong where {@link #find} found no batch; null when nothing is. */
    ReadResult.@Nullable Damaged damage() {
        return damage;
    }

    /** Where what is {@link #damage} begins. */
    int damagePosition() {
        return damagePosition;
    }

    private ReadResult.Damaged damaged(long fromOffset, long toOffset, int position) {
        damagePosition = position;
        return new ReadResult.Damaged(
                fromOffset,
                Math.max(fromOffset + 1, toOffset),
                "there is no batch at position " + position + " of " + segment);
    }

    /**
     * Where a slice ends that begins at a batch: at the segment's end or at the limit where it is near enough, else at a
     * batch boundary at or before {@code maxBytes}, yet after the first batch.
     */
    int endFor(int start, int maxBytes, long limit) throws IOException {
        int size = segment.sizeInBytes();
        int end = limit < segment.endOffset() ? Math.min(size, findBeginningAt(limit, start, size)) : size;
        long most = (long) start + Math.max(0, maxBytes);
        if (end <= most || end <= start) {
            return end;
        }
        int from = start;
        SparseIndex.Entry boundary = segment.index().offsets().floorByValue((int) Math.min(most, Integer.MAX_VALUE));
        if (boundary != null && boundary.value() > start && boundary.value() < end && isTrue(boundary)) {
            from = boundary.value();
            if (most - from <= maxBytes / 8) {
                return from; // near enough to what was asked for
            }
        }
        BatchWalk walk = BatchWalk.over(segment.file().channel(), from, end);
        while (walk.next()) {
            if (walk.nextPosition() > most) {
                return walk.position() > start ? walk.position() : walk.nextPosition();
            }
        }
        return walk.position() > start ? walk.position() : end; // before what is damaged
    }

    /** The position of the first batch at or after another that begins at or past an offset. */
    private int findBeginningAt(long offset, int start, int size) throws IOException {
        BatchRing ring = segment.recent();
        int recent = ring == null ? -1 : ring.findBeginningAt(offset);
        if (recent >= 0) {
            return Math.max(start, recent);
        }
        BatchWalk walk = walkFrom(offset - 1, start, size);
        while (walk.next()) {
            if (walk.baseOffset() >= offset) {
                return Math.max(start, walk.position());
            }
        }
        return Math.max(start, Math.min(size, walk.position())); // before what is damaged
    }

    /** The offset after the batch that ends at a position. */
    long endOffsetAt(int position) throws IOException {
        SparseIndex.Entry entry = segment.index().offsets().floorByValue(position - 1);
        int from = entry != null && isTrue(entry) ? entry.value() : 0;
        long end = segment.baseOffset();
        BatchWalk walk = BatchWalk.over(segment.file().channel(), from, position);
        while (walk.nextGood()) {
            end = walk.lastOffset() + 1;
        }
        return end;
    }

    /** Walks from the last indexed batch whose last offset is at most this. */
    private BatchWalk walkFrom(long offset, int size) throws IOException {
        return walkFrom(offset, 0, size);
    }

    /** The same, yet not from before a position where a batch begins. */
    private BatchWalk walkFrom(long offset, int least, int size) throws IOException {
        SparseIndex.Entry entry = segment.index().offsets().floorByKey(offset - segment.baseOffset());
        if (entry != null && !isTrue(entry)) {
            entry = afterDoubt(offset);
        }
        return BatchWalk.over(segment.file().channel(), entry == null ? least : Math.max(least, entry.value()), size);
    }

    /** An index that was caught lying is made anew, unless it is being written: then the walk begins at the front. */
    private SparseIndex.@Nullable Entry afterDoubt(long offset) throws IOException {
        if (segment.recent() != null) {
            return null;
        }
        segment.rebuildIndex();
        return segment.index().offsets().floorByKey(offset - segment.baseOffset());
    }

    /** Whether an entry that was read from a file names a batch that is there. */
    private boolean isTrue(SparseIndex.Entry entry) throws IOException {
        if (!entry.fromFile()) {
            return true;
        }
        int size = segment.sizeInBytes();
        if (entry.key() < 0 || entry.value() < 0 || entry.value() >= size) {
            return false;
        }
        BatchWalk walk = BatchWalk.over(segment.file().channel(), entry.value(), size);
        return walk.next() && walk.lastOffset() == segment.baseOffset() + entry.key();
    }

    /** Whether an entry of the time index that was read from a file names a batch that is there. */
    private boolean isTrueTime(SparseIndex.Entry entry, int size) throws IOException {
        if (!entry.fromFile()) {
            return true;
        }
        long offset = segment.baseOffset() + entry.value();
        BatchWalk walk = walkFrom(offset, size);
        while (walk.next() && walk.lastOffset() < offset) {
            // The batch is within an index interval.
        }
        return walk.sizeInBytes() > 0 && walk.lastOffset() == offset && walk.maxTimestampMillis() == entry.key();
    }

    /** The first batch whose largest timestamp is at least this and whose last offset is at least that; null when none. */
    @Nullable
    BatchWalk findTimestamp(long timestampMillis, long fromOffset) throws IOException {
        SparseIndex.Entry before = segment.index().times().floorByKey(timestampMillis - 1);
        int size = segment.sizeInBytes();
        if (before != null && !isTrueTime(before, size)) {
            before = null;
        }
        long from = Math.max(fromOffset, before == null ? 0 : segment.baseOffset() + before.value());
        BatchWalk walk = walkFrom(from, size);
        while (walk.nextGood()) {
            if (walk.maxTimestampMillis() >= timestampMillis && walk.lastOffset() >= fromOffset) {
                return walk;
            }
        }
        return null;
    }

    /** The largest timestamp of the batches from an offset on; -1 when there are none. */
    long largestTimestampFrom(long fromOffset) throws IOException {
        if (fromOffset <= segment.baseOffset()) {
            return segment.index().maxTimestampMillis();
        }
        long largest = -1;
        int size = segment.sizeInBytes();
        BatchWalk walk = walkFrom(fromOffset, size);
        while (walk.nextGood()) {
            if (walk.lastOffset() >= fromOffset) {
                largest = Math.max(largest, walk.maxTimestampMillis());
            }
        }
        return largest;
    }
}

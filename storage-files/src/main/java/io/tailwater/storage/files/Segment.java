package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One file of batches and what is known about it. The log's writer grows the youngest one; bytes below {@link
 * #sizeInBytes()} never change. Any thread reads.
 */
final class Segment {

    private final LogDirectory directory;
    private final long baseOffset;
    private final SegmentFile file;
    private final int indexIntervalBytes;
    private volatile @Nullable SegmentIndex index;
    private volatile @Nullable BatchRing recent;
    private volatile int sizeInBytes;
    private volatile long endOffset;
    private volatile boolean durable;
    private volatile long firstTimestampMillis = -1;
    private volatile boolean damagedEnd;
    private volatile int followedFrom = Integer.MAX_VALUE;
    private volatile Residency.Seen seenInMemory = Residency.Seen.NOTHING;

    /** A segment that holds nothing yet. */
    Segment(LogDirectory directory, long baseOffset, SegmentFile file, int indexIntervalBytes) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.file = file;
        this.indexIntervalBytes = indexIntervalBytes;
        this.endOffset = baseOffset;
    }

    /** A segment found on disk, of which only the file's size is known until {@link #settle}. */
    static Segment found(LogDirectory directory, long baseOffset, int sizeInBytes, int indexIntervalBytes) {
        Segment segment = new Segment(directory, baseOffset, directory.logFile(baseOffset), indexIntervalBytes);
        segment.sizeInBytes = sizeInBytes;
        return segment;
    }

    /** Gives it an empty index, to be filled by {@link #append}. */
    Segment begin() {
        index = SegmentIndex.empty(directory, baseOffset, indexIntervalBytes);
        return this;
    }

    /** As {@link #begin}, for a segment found on disk whose index files are not to be trusted; blocking. */
    Segment beginAnew() throws IOException {
        begin().index().delete();
        return begin();
    }

    /**
     * As {@link #beginAnew}, but keeps the indexes of what lies below an offset, if they can be right; blocking.
     *
     * @return from where on batches are to be noted anew
     */
    int beginAbove(long offset) throws IOException {
        if (offset > baseOffset && file.acquire()) {
            try {
                IndexCheck.Result result =
                        new IndexCheck(directory, baseOffset, indexIntervalBytes).loadBelow(file, sizeInBytes, offset);
                if (result != null) {
                    index = result.index();
                    firstTimestampMillis = result.firstTimestampMillis();
                    return result.sizeInBytes();
                }
            } finally {
                file.release();
            }
        }
        beginAnew();
        return 0;
    }

    // ---- the writer, or recovery before there is one

    /** It is written from now on: keeps track of the youngest batches. */
    void follow() {
        durable = false;
        followedFrom = sizeInBytes;
        recent = new BatchRing();
    }

    void unfollow() {
        recent = null;
    }

    /** Notes a batch that is in the file; readers see it from {@link #publish} on. */
    void append(int position, int batchBytes, long batchBaseOffset, long batchLastOffset, long batchTimestampMillis) {
        if (position == 0) {
            firstTimestampMillis = batchTimestampMillis;
        }
        index().appended(position, batchBytes, (int) (batchLastOffset - baseOffset), batchTimestampMillis);
        BatchRing ring = recent;
        if (ring != null) {
            ring.add(batchBaseOffset, batchLastOffset, position);
        }
    }

    void publish(int newSizeInBytes, long newEndOffset) {
        endOffset = newEndOffset;
        sizeInBytes = newSizeInBytes;
    }

    // ---- anybody

    long baseOffset() {
        return baseOffset;
    }

    /** The offset after its last, once settled. */
    long endOffset() {
        return endOffset;
    }

    int sizeInBytes() {
        return sizeInBytes;
    }

    SegmentFile file() {
        return file;
    }

    /** What is past this position was written by this process. */
    int followedFrom() {
        return followedFrom;
    }

    /** Where to look for an offset from on, as far as memory alone tells; -1 where it does not. */
    int positionInMemory(long offset) {
        BatchRing ring = recent;
        int position = ring == null ? -1 : ring.find(offset);
        return position >= 0 ? position : index().offsets().floorInMemory(offset - baseOffset);
    }

    /** An offset at or before the batch at a position; blocking. */
    long offsetNear(int position) throws IOException {
        SparseIndex.Entry entry = index().offsets().floorByValue(position);
        return entry == null ? baseOffset : baseOffset + entry.key() + 1;
    }

    Residency.Seen seenInMemory() {
        return seenInMemory;
    }

    void seeInMemory(Residency.Seen seen) {
        seenInMemory = seen;
    }

    /** The largest timestamp of its first batch, or -1. */
    long firstTimestampMillis() {
        return firstTimestampMillis;
    }

    /** When its file was written last, or -1 where that is gone, or just gets another name; blocking. */
    long lastModifiedMillis() throws IOException {
        try {
            return directory.files().lastModifiedMillis(file.path());
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** Once settled. */
    SegmentIndex index() {
        return Objects.requireNonNull(index, "not settled");
    }

    @Nullable
    BatchRing recent() {
        return recent;
    }

    /** Whether all of it is known to be on disk. */
    boolean isDurable() {
        return durable;
    }

    void markDurable() {
        durable = true;
    }

    /** Whether something follows its last good batch that is none; once settled. */
    boolean hasDamagedEnd() {
        return damagedEnd;
    }

    boolean isSettled() {
        return index != null;
    }

    /**
     * Checks the index files of a segment that was found on disk, makes them anew where they are wrong, and finds where
     * the batches end; blocking.
     *
     * @return whether indexes had to be rebuilt
     */
    boolean settle() throws IOException {
        return index == null && settleNow();
    }

    private synchronized boolean settleNow() throws IOException {
        if (index != null || !file.acquire()) {
            return false;
        }
        try {
            IndexCheck check = new IndexCheck(directory, baseOffset, indexIntervalBytes);
            IndexCheck.Result result = check.load(file, sizeInBytes);
            boolean rebuilt = result == null;
            if (result == null) {
                result = check.rebuild(file, sizeInBytes);
            }
            adopt(result);
            return rebuilt && result.index().offsets().size() > 0;
        } finally {
            file.release();
        }
    }

    /** Makes the indexes anew, because one of them was caught lying; blocking. */
    synchronized void rebuildIndex() throws IOException {
        if (file.acquire()) {
            try {
                adopt(new IndexCheck(directory, baseOffset, indexIntervalBytes).rebuild(file, sizeInBytes));
            } finally {
                file.release();
            }
        }
    }

    private void adopt(IndexCheck.Result result) throws IOException {
        if (result.sizeInBytes() < sizeInBytes) {
            damagedEnd = !DamageSkip.isZero(file.channel(), result.sizeInBytes(), sizeInBytes);
        }
        firstTimestampMillis = result.firstTimestampMillis();
        endOffset = result.endOffset();
        sizeInBytes = result.sizeInBytes();
        index = result.index();
    }

    /** Lets the files close when nobody leases them any more. */
    void retire() {
        file.retire();
        SegmentIndex known = index;
        if (known != null) {
            known.retire();
        }
    }

    /** Unlinks the files; leases go on reading; blocking. */
    void delete() throws IOException {
        file.delete();
        SegmentIndex known = index;
        (known == null ? SegmentIndex.empty(directory, baseOffset, indexIntervalBytes) : known).delete();
    }

    @Override
    public String toString() {
        return file.path().toString();
    }
}

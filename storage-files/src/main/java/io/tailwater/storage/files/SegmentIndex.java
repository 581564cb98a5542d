package io.tailwater.storage.files;

import java.io.IOException;

/**
 * The offset and time index of one segment, filled as Kafka fills them: an entry after every so many bytes, naming the
 * last offset of the batch that begins there, and the largest timestamp so far with the last offset of its batch. Written
 * by the log's writer, read by any thread.
 *
 * <p>On disk the time index is never behind the offset index: power loss takes no timestamp out of it that a start, which reads
 * the batches past the newest entry of the offset index only, would not find again.
 */
final class SegmentIndex {

    private final SparseIndex offsets;
    private final SparseIndex times;
    private final int intervalBytes;
    private long bytesSinceEntry;
    private long newestTimeEntry;
    private int offsetOfMaxTimestamp;
    private volatile long maxTimestampMillis;

    /**
     * @param intervalBytes an entry is due when more than this was appended since the one before
     * @param newestTimeEntry the largest timestamp in {@code times}, or -1
     */
    SegmentIndex(SparseIndex offsets, SparseIndex times, int intervalBytes, long newestTimeEntry) {
        this.offsets = offsets;
        this.times = times;
        this.intervalBytes = intervalBytes;
        this.newestTimeEntry = newestTimeEntry;
        this.maxTimestampMillis = newestTimeEntry;
    }

    /** Indexes that hold nothing yet and have no files. */
    static SegmentIndex empty(LogDirectory directory, long baseOffset, int intervalBytes) {
        return new SegmentIndex(
                new SparseIndex(SparseIndex.OFFSET_ENTRY_BYTES, directory.offsetIndexFile(baseOffset), 0),
                new SparseIndex(SparseIndex.TIME_ENTRY_BYTES, directory.timeIndexFile(baseOffset), 0),
                intervalBytes,
                -1);
    }

    /** Goes on after the newest entry of the offset index, whose batch has this size. */
    void resumeAfterEntry(int sizeInBytes) {
        bytesSinceEntry = sizeInBytes;
    }

    /** Notes a batch. Offsets are relative to the segment's base. */
    void appended(int position, int sizeInBytes, int lastOffset, long batchTimestampMillis) {
        if (batchTimestampMillis > maxTimestampMillis) {
            offsetOfMaxTimestamp = lastOffset;
            maxTimestampMillis = batchTimestampMillis;
        }
        if (bytesSinceEntry > intervalBytes) {
            addTime(); // first, since the time index must not be behind
            offsets.add(lastOffset, position);
            bytesSinceEntry = 0;
        }
        bytesSinceEntry += sizeInBytes;
    }

    private void addTime() {
        if (maxTimestampMillis > newestTimeEntry) {
            times.add(maxTimestampMillis, offsetOfMaxTimestamp);
            newestTimeEntry = maxTimestampMillis;
        }
    }

    /** -1 when there is none. */
    long maxTimestampMillis() {
        return maxTimestampMillis;
    }

    /** Relative last offset to position of batch. */
    SparseIndex offsets() {
        return offsets;
    }

    /** Largest timestamp so far to relative last offset of its batch. */
    SparseIndex times() {
        return times;
    }

    boolean isHeavy() {
        return offsets.isHeavy();
    }

    boolean mayHaveToOpen() {
        return offsets.mayHaveToOpen() || times.mayHaveToOpen();
    }

    /** Writes what there is to the files, and keeps in memory only what is youngest; blocking. */
    synchronized void writeOut() throws IOException {
        writeOut(false);
    }

    /** Moves everything to the files, when nothing will be added any more; blocking. */
    synchronized void complete() throws IOException {
        if (offsets.size() > 0) {
            addTime();
        }
        writeOut(true);
    }

    /** Times first, and at least those of the offsets that follow. */
    private void writeOut(boolean all) throws IOException {
        SparseIndex.Snapshot entries = offsets.snapshot();
        times.writeOut(times.snapshot(), all, true);
        offsets.writeOut(entries, all, false);
    }

    /** Forces the files; blocking. */
    synchronized void force() throws IOException {
        offsets.force();
        times.force();
    }

    void retire() {
        offsets.file().retire();
        times.file().retire();
    }

    /** Unlinks the files; blocking. */
    void delete() throws IOException {
        offsets.file().delete();
        times.file().delete();
    }
}

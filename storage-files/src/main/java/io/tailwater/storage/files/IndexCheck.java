package io.tailwater.storage.files;

import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Loads the index files of a segment found on disk, after checking that they can be right, or makes them anew from the
 * batches. Owned by whoever settles the segment; every method blocks.
 */
final class IndexCheck {

    private static final int LATER_TIMES_CHECKED = 8;

    private final LogDirectory directory;
    private final long baseOffset;
    private final int intervalBytes;

    /** Indexes and what was learned on the way; {@code sizeInBytes} is where the last whole batch ends. */
    record Result(SegmentIndex index, int sizeInBytes, long endOffset, long firstTimestampMillis) {}

    IndexCheck(LogDirectory directory, long baseOffset, int intervalBytes) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.intervalBytes = intervalBytes;
    }

    /**
     * Takes the index files as they are.
     *
     * @param log leased
     * @return null when they are missing or cannot be right
     */
    @Nullable
    Result load(SegmentFile log, int sizeInBytes) throws IOException {
        SegmentFile offsetFile = directory.offsetIndexFile(baseOffset);
        SegmentFile timeFile = directory.timeIndexFile(baseOffset);
        int offsetEntries = entries(offsetFile, SparseIndex.OFFSET_ENTRY_BYTES);
        int timeEntries = entries(timeFile, SparseIndex.TIME_ENTRY_BYTES);
        if (offsetEntries <= 0 || timeEntries < 0) {
            return null;
        }
        SparseIndex offsets = new SparseIndex(SparseIndex.OFFSET_ENTRY_BYTES, offsetFile, offsetEntries);
        SparseIndex times = new SparseIndex(SparseIndex.TIME_ENTRY_BYTES, timeFile, timeEntries);
        SparseIndex.Entry last = offsets.last();
        SparseIndex.Entry newest = times.last();
        if (last == null
                || offsets.countRising(Long.MAX_VALUE, sizeInBytes) < offsetEntries
                || times.countRising(Long.MAX_VALUE, Long.MAX_VALUE) < timeEntries
                || !isTrue(last, log, sizeInBytes)
                || !isTrueTime(newest, last, log, sizeInBytes, offsets)) {
            offsetFile.retire();
            timeFile.retire();
            return null;
        }
        long first = firstTimestamp(log, sizeInBytes);
        SegmentIndex index = new SegmentIndex(offsets, times, intervalBytes, newest == null ? -1 : newest.key());
        BatchWalk walk = BatchWalk.over(log.channel(), last.value(), sizeInBytes);
        walk.next();
        index.resumeAfterEntry(walk.sizeInBytes());
        return finish(index, walk, baseOffset + last.key() + 1, first);
    }

    /**
     * Takes the index files up to an offset, and cuts off what they say about more: after a crash that is to be found out.
     *
     * @param log leased
     * @return null when they are missing or cannot be right; else with {@code sizeInBytes} where the last entry's batch
     *     begins, from which on batches are to be checked
     */
    @Nullable
    Result loadBelow(SegmentFile log, int sizeInBytes, long offset) throws IOException {
        SegmentFile offsetFile = directory.offsetIndexFile(baseOffset);
        SegmentFile timeFile = directory.timeIndexFile(baseOffset);
        int offsetEntries = entries(offsetFile, SparseIndex.OFFSET_ENTRY_BYTES);
        int timeEntries = entries(timeFile, SparseIndex.TIME_ENTRY_BYTES);
        if (offsetEntries <= 0 || timeEntries < 0 || isLinked(offsetFile) || isLinked(timeFile)) {
            return null;
        }
        SparseIndex offsets = new SparseIndex(SparseIndex.OFFSET_ENTRY_BYTES, offsetFile, offsetEntries);
        SparseIndex times = new SparseIndex(SparseIndex.TIME_ENTRY_BYTES, timeFile, timeEntries);
        offsets.shorten(offsets.countRising(offset - baseOffset, sizeInBytes));
        SparseIndex.Entry last = offsets.last();
        times.shorten(last == null ? 0 : times.countRising(Long.MAX_VALUE, last.key() + 1));
        SparseIndex.Entry newest = times.last();
        if (last == null || !isTrue(last, log, sizeInBytes) || !isTrueTime(newest, last, log, sizeInBytes, offsets)) {
            offsetFile.retire();
            timeFile.retire();
            return null;
        }
        SegmentIndex index = new SegmentIndex(offsets, times, intervalBytes, newest == null ? -1 : newest.key());
        return new Result(index, last.value(), baseOffset, firstTimestamp(log, sizeInBytes));
    }

    private boolean isLinked(SegmentFile file) throws IOException {
        return directory.files().exists(file.path()) && directory.files().links(file.path()) != 1;
    }

    /**
     * Makes the indexes anew by walking all batches.
     *
     * @param log leased
     */
    Result rebuild(SegmentFile log, int sizeInBytes) throws IOException {
        SegmentIndex index = SegmentIndex.empty(directory, baseOffset, intervalBytes);
        index.delete();
        index = SegmentIndex.empty(directory, baseOffset, intervalBytes);
        long first = firstTimestamp(log, sizeInBytes);
        return finish(index, BatchWalk.over(log.channel(), 0, sizeInBytes), baseOffset, first);
    }

    private Result finish(SegmentIndex index, BatchWalk walk, long knownEndOffset, long firstTimestampMillis)
            throws IOException {
        long endOffset = knownEndOffset;
        while (walk.nextGood()) {
            if (walk.baseOffset() < endOffset || walk.lastOffset() - baseOffset > Integer.MAX_VALUE) {
                break;
            }
            index.appended(
                    walk.position(),
                    walk.sizeInBytes(),
                    (int) (walk.lastOffset() - baseOffset),
                    walk.maxTimestampMillis());
            endOffset = walk.lastOffset() + 1;
        }
        return new Result(index, walk.position(), endOffset, firstTimestampMillis);
    }

    private static long firstTimestamp(SegmentFile log, int sizeInBytes) throws IOException {
        BatchWalk walk = BatchWalk.over(log.channel(), 0, sizeInBytes);
        return walk.next() ? walk.maxTimestampMillis() : -1;
    }

    /** @return -1 when the file is missing or holds part of an entry */
    private int entries(SegmentFile file, int entryBytes) throws IOException {
        FileLayer files = directory.files();
        try {
            long size = files.size(file.path());
            return size % entryBytes == 0 && size / entryBytes <= Integer.MAX_VALUE ? (int) (size / entryBytes) : -1;
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** Whether a batch begins where an entry of the offset index says so. */
    private boolean isTrue(SparseIndex.Entry entry, SegmentFile log, int sizeInBytes) throws IOException {
        if (entry.key() < 0 || entry.value() <= 0 || entry.value() >= sizeInBytes) {
            return false;
        }
        BatchWalk walk = BatchWalk.over(log.channel(), entry.value(), sizeInBytes);
        return walk.next() && walk.lastOffset() == baseOffset + entry.key();
    }

    /**
     * Whether the newest entry of the time index names a batch with that timestamp, and none after it that is looked at has a
     * larger one: the next few, some of the others, and the last. Where timestamps do not rise there can be very many, and
     * each is a page to be read at the start.
     */
    private boolean isTrueTime(
            SparseIndex.@Nullable Entry newest,
            SparseIndex.Entry last,
            SegmentFile log,
            int sizeInBytes,
            SparseIndex offsets)
            throws IOException {
        long timestampMillis = newest == null ? -1 : newest.key();
        long offset = newest == null ? -1 : baseOffset + newest.value();
        SparseIndex.Entry near = newest == null ? null : offsets.floorByKey(newest.value());
        boolean found = newest == null;
        int after = 0;
        BatchWalk walk = BatchWalk.over(log.channel(), near == null ? 0 : near.value(), sizeInBytes);
        while (after < LATER_TIMES_CHECKED && walk.next() && (!found || walk.position() <= last.value())) {
            if (walk.lastOffset() == offset && walk.maxTimestampMillis() == timestampMillis) {
                found = true;
            } else if (found && walk.maxTimestampMillis() > timestampMillis) {
                return false;
            } else if (found) {
                after++;
            }
        }
        return found && noneIsLater(timestampMillis, walk.position(), last.value(), log, sizeInBytes, offsets);
    }

    /** Whether no indexed batch among some between two positions, the second included, has a larger timestamp. */
    private static boolean noneIsLater(
            long timestampMillis, int from, int to, SegmentFile log, int sizeInBytes, SparseIndex offsets)
            throws IOException {
        for (int i = 1; from < to && i <= LATER_TIMES_CHECKED; i++) {
            int near = from + (int) ((long) (to - from) * i / LATER_TIMES_CHECKED);
            SparseIndex.Entry entry = offsets.floorByValue(near);
            if (entry != null && entry.value() >= from) {
                BatchWalk walk = BatchWalk.over(log.channel(), entry.value(), sizeInBytes);
                if (walk.next() && walk.maxTimestampMillis() > timestampMillis) {
                    return false;
                }
            }
        }
        return true;
    }
}

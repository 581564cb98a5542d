package io.tailwater.storage.files;

import io.tailwater.spi.LogOptions;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a log holds when it is opened. After a clean stop names and sizes are trusted; else everything past the
 * recovery point is read and checked, and cut where it is wrong. Owned by the worker that opens the log; blocking.
 */
final class LogRecovery {

    private final LogDirectory directory;
    private final FileLayer files;
    private final LogOptions options;
    private final LogPoints points;
    private final List<String> findings = new ArrayList<>();
    private final List<Segment> segments = new ArrayList<>();
    private final List<Long> abortedFiles = new ArrayList<>();
    private @Nullable Path prepared;
    private final LastEnd lastEnd;
    private final long durableOffset;
    private boolean clean;
    private boolean namesChanged;
    private boolean damaged;
    private int leaderEpoch = Integer.MIN_VALUE;
    private long scannedBytes;
    private long cutBytes;
    private int rebuiltIndexes;

    /**
     * What was found; {@code abortedFiles} are the base offsets of indexes of aborted transactions, {@code resumable} is the
     * segment to go on with, or null when the next append begins one.
     */
    record Opened(
            LogContents contents,
            List<Long> abortedFiles,
            RecoveryReport report,
            @Nullable Segment resumable) {}

    LogRecovery(LogDirectory directory, LogOptions options, LogPoints points, LastEnd lastEnd) {
        this.directory = directory;
        this.files = directory.files();
        this.options = options;
        this.points = points;
        this.lastEnd = lastEnd;
        this.durableOffset = points.recoveryPoint();
        this.clean = lastEnd == LastEnd.CLOSED;
    }

    Opened open() throws IOException {
        find();
        dropDead();
        if (!clean || !isIntact()) {
            clean = false;
            check();
            adoptPrepared();
        } else {
            segments.forEach(Segment::markDurable);
        }
        if (prepared != null) {
            files.delete(prepared);
        }
        dropBeforeGap();
        if (namesChanged) {
            directory.force();
        }
        return opened();
    }

    private Opened opened() throws IOException {
        Segment youngest = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        long found = youngest == null ? 0 : youngest.endOffset();
        long first = youngest == null ? 0 : segments.get(0).baseOffset();
        long end = Math.max(found, points.startOffset());
        points.startAt(Math.max(first, points.startOffset()));
        points.recoverFrom(clean ? end : Math.min(end, Math.max(points.recoveryPoint(), first)));
        LogContents contents = new LogContents(points, segments.toArray(Segment[]::new), end);
        if (youngest == null) {
            points.durableTo(end);
        }
        boolean resumable = youngest != null && files.links(youngest.file().path()) == 1;
        return new Opened(
                contents,
                abortedFiles,
                new RecoveryReport(clean, scannedBytes, cutBytes, rebuiltIndexes, findings),
                resumable ? youngest : null);
    }

    // ---- what is there

    private void find() throws IOException {
        List<Path> entries = files.list(directory.path());
        if (new UnfinishedRewrites(directory, findings).finish(entries)) {
            entries = files.list(directory.path());
        }
        TreeMap<Long, Path> logs = new TreeMap<>();
        for (Path entry : entries) {
            OptionalLong baseOffset = LogDirectory.baseOffset(entry);
            if (baseOffset.isPresent()) {
                logs.put(baseOffset.getAsLong(), entry);
            } else if (LogDirectory.abortedBaseOffset(entry).isPresent()) {
                abortedFiles.add(LogDirectory.abortedBaseOffset(entry).getAsLong());
            } else if (entry.equals(directory.preparedPath())) {
                prepared = entry;
            } else if (LogDirectory.isLeftover(entry)) {
                files.delete(entry);
                namesChanged = true;
            }
        }
        for (var log : logs.entrySet()) {
            long size = files.size(log.getValue());
            if (size > Integer.MAX_VALUE) {
                throw new StorageException(
                        Kind.UNSUPPORTED, log.getValue() + " has " + size + " bytes; a segment has less than 2 GiB");
            }
            segments.add(Segment.found(directory, log.getKey(), (int) size, options.indexIntervalBytes()));
        }
    }

    /** Deletes what lies wholly below the start offset: the deletion was begun before the stop. */
    private void dropDead() throws IOException {
        while (segments.size() > 1 && segments.get(1).baseOffset() <= points.startOffset()) {
            drop(segments.remove(0));
        }
    }

    /** Deletes what ends before the start: what is appended next would follow a gap that the next recovery takes for damage. */
    private void dropBeforeGap() throws IOException {
        if (!segments.isEmpty() && segments.get(segments.size() - 1).endOffset() < points.startOffset()) {
            while (!segments.isEmpty()) {
                drop(segments.remove(segments.size() - 1));
            }
        }
    }

    private void drop(Segment segment) throws IOException {
        segment.delete();
        namesChanged = true;
    }

    // ---- after a clean stop

    /** Whether the youngest segment is as a clean stop leaves it: whole batches to the last byte. */
    private boolean isIntact() throws IOException {
        if (segments.isEmpty()) {
            return true;
        }
        Segment youngest = segments.get(segments.size() - 1);
        int fileBytes = youngest.sizeInBytes();
        if (youngest.settle()) {
            rebuiltIndexes++;
            findings.add(youngest + ": index files were missing or wrong and have been made anew");
        }
        if (youngest.sizeInBytes() == fileBytes) {
            return true;
        }
        findings.add(youngest + " ends inside a batch at " + youngest.sizeInBytes() + " although the log was closed");
        points.recoverFrom(youngest.baseOffset());
        return false;
    }

    // ---- after a crash

    private void check() throws IOException {
        int from = LogContents.floor(segments.toArray(Segment[]::new), points.recoveryPoint());
        for (int i = 0; i < from; i++) {
            segments.get(i).markDurable();
        }
        for (int i = from; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (damaged || isMissingBefore(segment.baseOffset(), i > from ? segments.get(i - 1) : null)) {
                dropFrom(i);
                return;
            }
            scan(segment);
        }
    }

    /** Whether a segment past the recovery point does not begin where the log ends so far: power loss took what was between. */
    private boolean isMissingBefore(long baseOffset, @Nullable Segment before) {
        if (before == null) {
            return baseOffset > Math.max(0, Math.max(points.startOffset(), points.recoveryPoint()));
        }
        return baseOffset != before.endOffset();
    }

    private void scan(Segment segment) throws IOException {
        SegmentFile file = segment.file();
        int fileBytes = segment.sizeInBytes();
        int from = segment.beginAbove(points.recoveryPoint());
        SegmentScan scan =
                new SegmentScan(file, fileBytes, from, segment.baseOffset(), leaderEpoch, durableOffset, findings);
        if (!file.acquire()) {
            throw new IOException(file.path() + " was closed while it was opened");
        }
        try {
            scan.run(segment);
        } finally {
            file.release();
        }
        segment.publish(scan.position(), scan.endOffset());
        leaderEpoch = scan.leaderEpoch();
        scannedBytes += scan.position() - from;
        if (from == 0 && segment.index().offsets().size() > 0) {
            rebuiltIndexes += 2;
        }
        if (scan.garbageBytes() > 0) {
            damaged = true;
            cutBytes += scan.garbageBytes();
            findings.add(file.path() + ": cut " + scan.garbageBytes() + " bytes at " + scan.position()
                    + ", where offset " + scan.endOffset() + " should begin, because they are no good batch");
        }
        if (lastEnd == LastEnd.FORCE_FAILED) {
            file.evict();
            SegmentCopy.replaceByPrefix(files, file.path(), scan.position());
            namesChanged = true;
        } else if (scan.position() < fileBytes) {
            file.evict();
            SegmentCopy.shorten(files, file.path(), scan.position(), damaged);
            namesChanged = true;
        }
    }

    private void dropFrom(int at) throws IOException {
        while (segments.size() > at) {
            Segment segment = segments.remove(segments.size() - 1);
            cutBytes += segment.sizeInBytes();
            findings.add(segment + ": removed, because batches before it are missing");
            drop(segment);
        }
        damaged = true;
    }

    /** Takes over the segment that was begun by a roll, where the crash came before it had its name. */
    private void adoptPrepared() throws IOException {
        Path file = prepared;
        if (file == null || damaged) {
            return;
        }
        long size = files.size(file);
        long baseOffset = size > Integer.MAX_VALUE ? -1 : SegmentCopy.firstOffset(files, file, (int) size);
        Segment youngest = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        if (baseOffset < 0 || isMissingBefore(baseOffset, youngest)) {
            return;
        }
        if (youngest != null && youngest.baseOffset() == baseOffset) {
            segments.remove(youngest); // empty, and about to be replaced
        }
        files.rename(file, directory.logPath(baseOffset));
        prepared = null;
        namesChanged = true;
        Segment adopted = Segment.found(directory, baseOffset, (int) size, options.indexIntervalBytes());
        scan(adopted);
        if (adopted.sizeInBytes() > 0) {
            segments.add(adopted);
            findings.add(adopted + ": had been begun but not named yet");
        } else {
            drop(adopted);
        }
    }
}

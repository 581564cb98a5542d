package io.tailwater.examples.simple;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.SoundBatch;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Opens a log's files, whatever state they are in, and leaves them in order. Used once, by one thread. */
final class Recovery {

    private final Disk disk;
    private final Path directory;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Path> surplus = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private LogState state;
    private long endOffset;
    private int leaderEpoch = -1;
    private long scannedBytes;
    private long cutBytes;
    private boolean shortened;

    Recovery(Disk disk, Path directory, LogId id) throws IOException {
        this.disk = disk;
        this.directory = directory;
        this.state = LogState.of(disk.read(directory.resolve(LogState.FILE_NAME))
                .orElseThrow(() -> new IOException("log " + id + " has no state in " + directory)));
        this.endOffset = state.startOffset();
    }

    LogState state() {
        return state;
    }

    /** The segments, oldest first; to be closed by the caller, also after {@link #run} has failed. */
    List<Segment> segments() {
        return segments;
    }

    long endOffset() {
        return endOffset;
    }

    RecoveryReport run() throws IOException {
        for (Path file : files()) {
            long baseOffset = Segment.baseOffsetOf(file);
            boolean follows = segments.isEmpty() ? baseOffset <= state.startOffset() : baseOffset == contentEnd();
            if (follows && surplus.isEmpty()) {
                Segment segment = new Segment(baseOffset, file, disk.files().open(file));
                segments.add(segment);
                walk(segment);
            } else {
                surplus.add(file);
            }
        }
        endOffset = Math.max(contentEnd(), state.startOffset());
        if (endOffset < state.recoveryPoint()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "log " + state.id() + " is damaged in " + directory + ": it ends at offset " + endOffset
                            + ", but everything up to " + state.recoveryPoint()
                            + " was on disk. Bring the directory back from a backup.");
        }
        boolean clean = scannedBytes == 0 && !shortened && surplus.isEmpty() && state.cutAt() == LogState.NOT_CUT;
        if (!clean) {
            putInOrder();
        }
        return new RecoveryReport(clean, scannedBytes, cutBytes, 0, findings);
    }

    private long contentEnd() {
        return segments.isEmpty()
                ? state.startOffset()
                : segments.get(segments.size() - 1).endOffset();
    }

    /** The segments' files in order, without those that deletion has left: the next one begins where nothing is wanted yet. */
    private List<Path> files() throws IOException {
        List<Path> files = disk.files().list(directory).stream()
                .filter(file -> Segment.isFileName(file.getFileName().toString()))
                .sorted(Comparator.comparingLong(Segment::baseOffsetOf))
                .toList();
        int first = 0;
        while (first + 1 < files.size() && Segment.baseOffsetOf(files.get(first + 1)) <= state.startOffset()) {
            disk.files().delete(files.get(first++));
        }
        return files.subList(first, files.size());
    }

    /** Finds the batches of a segment. Those that are not known to be on disk must be just what was appended. */
    private void walk(Segment segment) throws IOException {
        long fileSize = segment.file().size();
        ByteBuffer header = ByteBuffer.allocate(RecordBatchHeader.SIZE);
        while (fileSize - segment.size() >= RecordBatchHeader.SIZE) {
            Disk.read(segment.file(), segment.size(), header.clear());
            int available = (int) Math.min(Integer.MAX_VALUE, fileSize - segment.size());
            if (SoundBatch.sizeOf(header, 0, available) == 0) {
                break;
            }
            Batch batch = Batch.of(header, 0, segment.size());
            boolean inOrder = batch.baseOffset() >= segment.endOffset() && batch.leaderEpoch() >= leaderEpoch;
            if (!inOrder || batch.lastOffset() >= state.cutAt() || !isWhole(segment, batch)) {
                break;
            }
            leaderEpoch = batch.leaderEpoch();
            segment.found(batch);
        }
        if (segment.size() < fileSize) {
            shortened = true;
            noteCut(segment, fileSize);
        }
    }

    private boolean isWhole(Segment segment, Batch batch) throws IOException {
        if (batch.lastOffset() < state.recoveryPoint()) {
            return true;
        }
        scannedBytes += batch.size();
        return SoundBatch.hasGoodCrc(bytesOf(segment, batch), 0, batch.size());
    }

    private static ByteBuffer bytesOf(Segment segment, Batch batch) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(batch.size());
        Disk.read(segment.file(), batch.position(), bytes);
        return bytes;
    }

    /** Zeros are space that was never written; anything else was torn. */
    private void noteCut(Segment segment, long fileSize) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(Math.toIntExact(fileSize - segment.size()));
        Disk.read(segment.file(), segment.size(), rest);
        int torn = rest.limit();
        while (torn > 0 && rest.get(torn - 1) == 0) {
            torn--;
        }
        if (torn > 0 && state.cutAt() == LogState.NOT_CUT) {
            cutBytes += torn;
            findings.add(segment.path() + ": " + torn + " bytes from " + segment.size() + " on are no whole batch");
        }
    }

    /**
     * Removes what does not count, and has everything else written once more: after a force that failed, the system shows bytes
     * that are not on disk, and would not write them again.
     */
    private void putInOrder() throws IOException {
        if (contentEnd() < state.startOffset()) {
            segments.forEach(segment -> surplus.add(segment.path()));
            close(segments);
            segments.clear();
        }
        save(Math.min(endOffset, state.recoveryPoint()), surplus.isEmpty() ? state.cutAt() : endOffset);
        for (int i = surplus.size() - 1; i >= 0; i--) {
            disk.files().delete(surplus.get(i));
        }
        for (Segment segment : segments) {
            LogFile file = segment.file();
            file.truncate(segment.size());
            for (Batch batch : segment.batches()) {
                if (batch.lastOffset() >= state.recoveryPoint()) {
                    file.write(bytesOf(segment, batch), batch.position());
                }
            }
            file.force();
        }
        disk.files().forceDirectory(directory);
        save(endOffset, LogState.NOT_CUT);
    }

    private void save(long recoveryPoint, long cutAt) throws IOException {
        state = new LogState(
                state.id(),
                state.startOffset(),
                recoveryPoint,
                cutAt,
                state.aborted().stream()
                        .filter(transaction -> transaction.lastOffset() < endOffset)
                        .toList());
        disk.replace(directory, LogState.FILE_NAME, state.toBytes());
    }

    static void close(List<Segment> segments) throws IOException {
        for (Segment segment : segments) {
            segment.file().close();
        }
    }
}

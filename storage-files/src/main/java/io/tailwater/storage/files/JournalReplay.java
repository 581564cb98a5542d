package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecordBatchHeader;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import io.tailwater.storage.files.JournalFrame.LogKey;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a {@link CommitJournal} holds after a crash, until each log has got back what its own files lost. Thread-safe; reading
 * blocks.
 */
final class JournalReplay {

    private final FileLayer files;
    private final Path path;
    private final Map<LogId, Deque<Piece>> pieces;

    /** Batches of a log that follow each other; those that reach beyond the limit do not count. */
    private record Piece(long offset, int position, int bytes, long limit) {

        Piece below(long newLimit) {
            return new Piece(offset, position, bytes, Math.min(limit, newLimit));
        }
    }

    private JournalReplay(FileLayer files, Path path, Map<LogId, Deque<Piece>> pieces) {
        this.files = files;
        this.path = path;
        this.pieces = pieces;
    }

    /** Finds what there is for logs; blocking. */
    static JournalReplay of(FileLayer files, Path path, Collection<LogId> logs) throws IOException {
        Map<LogId, Deque<Piece>> pieces = new HashMap<>();
        Map<LogKey, LogId> ids =
                logs.stream().collect(Collectors.toMap(LogKey::of, Function.identity(), (one, other) -> one));
        for (JournalFrame.Found frame : frames(files, path)) {
            for (JournalFrame.Entry entry : frame.entries()) {
                LogId id = ids.get(entry.log());
                if (id != null) {
                    note(pieces.computeIfAbsent(id, key -> new ArrayDeque<>()), entry);
                }
            }
        }
        return new JournalReplay(files, path, pieces);
    }

    private static void note(Deque<Piece> pieces, JournalFrame.Entry entry) {
        while (!pieces.isEmpty() && pieces.getLast().offset() >= entry.offset()) {
            pieces.removeLast();
        }
        if (!pieces.isEmpty()) {
            pieces.add(pieces.removeLast().below(entry.offset()));
        }
        if (entry.bytes() > 0) {
            pieces.add(new Piece(entry.offset(), entry.position(), entry.bytes(), Long.MAX_VALUE));
        }
    }

    /** All good frames, in the order they were written in. */
    private static List<JournalFrame.Found> frames(FileLayer files, Path path) throws IOException {
        try (LogFile file = files.open(path)) {
            int bytes = (int) Math.min(file.size(), Integer.MAX_VALUE);
            if (bytes == 0) {
                return List.of();
            }
            JournalFrame reader = new JournalFrame();
            List<JournalFrame.Found> first = frames(file, reader, 0, bytes / 2);
            List<JournalFrame.Found> second = frames(file, reader, bytes / 2, bytes);
            boolean swapped = !first.isEmpty()
                    && !second.isEmpty()
                    && first.get(0).generation() > second.get(0).generation();
            List<JournalFrame.Found> all = new ArrayList<>(swapped ? second : first);
            all.addAll(swapped ? first : second);
            return all;
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static List<JournalFrame.Found> frames(LogFile file, JournalFrame reader, int from, int end)
            throws IOException {
        List<JournalFrame.Found> frames = new ArrayList<>();
        int position = from;
        JournalFrame.Found frame = reader.read(file.channel(), position, end);
        while (frame != null
                && (frames.isEmpty() || frame.generation() == frames.get(0).generation())) {
            frames.add(frame);
            position += frame.bytes();
            frame = reader.read(file.channel(), position, end);
        }
        return frames;
    }

    /** Whether there is nothing left that a log may need. */
    synchronized boolean isOver() {
        return pieces.isEmpty();
    }

    /** Whether a log may need something. */
    synchronized boolean has(LogId id) {
        return pieces.containsKey(id);
    }

    /** What is noted of a log is not needed any more. */
    synchronized void forget(LogId id) {
        pieces.remove(id);
    }

    /**
     * Appends to a log that was just opened what it lacks, and has it forced where it is; blocking.
     *
     * @param report what opening it found
     * @return the same, with what is to be said of this
     */
    RecoveryReport replay(LostBatches log, RecoveryReport report) throws IOException {
        List<Piece> ofLog = of(log.id());
        long found = log.endOffset();
        if (!ofLog.isEmpty()) {
            try (LogFile file = files.open(path)) {
                for (Piece piece : ofLog) {
                    replay(piece, file, log);
                }
            }
            log.force();
        }
        forget(log.id());
        return log.endOffset() == found
                ? report
                : with(
                        report,
                        "log " + log.id() + " got back offsets " + found + " to " + (log.endOffset() - 1) + " from "
                                + path + ": its own files had lost them");
    }

    private static RecoveryReport with(RecoveryReport report, String finding) {
        List<String> findings = new ArrayList<>(report.findings());
        findings.add(finding);
        return new RecoveryReport(
                report.clean(), report.scannedBytes(), report.cutBytes(), report.rebuiltIndexes(), findings);
    }

    private synchronized List<Piece> of(LogId id) {
        Deque<Piece> ofLog = pieces.get(id);
        return ofLog == null ? List.of() : List.copyOf(ofLog);
    }

    private void replay(Piece piece, LogFile file, LostBatches log) throws IOException {
        ByteBuffer batches = ByteBuffer.allocate(piece.bytes());
        while (batches.hasRemaining()) {
            if (file.channel().read(batches, (long) piece.position() + batches.position()) < 0) {
                throw new EOFException(path + " shrinks while it is read");
            }
        }
        int at = 0;
        while (at < piece.bytes() && RecordBatchHeader.lastOffset(batches, at) < piece.limit()) {
            int size = RecordBatchHeader.sizeInBytes(batches, at);
            log.restore(batches.slice(at, size));
            at += size;
        }
    }
}

package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import io.tailwater.storage.files.JournalFrame.Entry;
import io.tailwater.storage.files.JournalFrame.LogKey;
import io.tailwater.storage.files.JournalReading.Half;
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
import java.util.function.LongFunction;

/**
 * What a {@link CommitJournal} holds after a crash, until each log has got back what its own files lost. Thread-safe; reading
 * blocks.
 *
 * <p>A file that cannot be read is refused, and with it the start: nothing else may have what was acknowledged, and logs that
 * went on without it would give its offsets to other records. What can be read and is damaged is passed, and told of by the
 * first log that is opened: another reading would not make it better.
 */
final class JournalReplay {

    private final FileLayer files;
    private final Path path;
    private final Map<LogId, Deque<Piece>> pieces = new HashMap<>();
    private final List<String> untold = new ArrayList<>();
    private boolean damaged;

    /** Batches of a log that follow each other; those that reach beyond the limit do not count. */
    private record Piece(long offset, int position, int bytes, long limit) {

        Piece below(long newLimit) {
            return new Piece(offset, position, bytes, Math.min(limit, newLimit));
        }
    }

    private JournalReplay(FileLayer files, Path path) {
        this.files = files;
        this.path = path;
    }

    /**
     * Finds what another life left for logs; blocking.
     *
     * @param logs those that may have lost something; where there are none it does not matter what the file is
     * @throws StorageException when it cannot be read
     */
    static JournalReplay ofFile(FileLayer files, Path path, Collection<LogId> logs) {
        JournalReplay replay = new JournalReplay(files, path);
        if (!logs.isEmpty()) {
            replay.find(logs, JournalReplay::halves);
        }
        return replay;
    }

    /** Where the halves of a file are. */
    static List<Half> halves(long sizeInBytes) {
        int size = (int) Math.min(sizeInBytes, FileSettings.MOST_JOURNAL_BYTES);
        return List.of(new Half(0, size / 2), new Half(size / 2, size));
    }

    /** Finds what two halves have for a log, of which nothing is written meanwhile; blocking. */
    static JournalReplay ofHalves(FileLayer files, Path path, LogId log, List<Half> halves) {
        JournalReplay replay = new JournalReplay(files, path);
        replay.find(List.of(log), size -> halves);
        return replay;
    }

    // ---- looking

    private void find(Collection<LogId> logs, LongFunction<List<Half>> halves) {
        Map<LogKey, LogId> ids = new HashMap<>();
        Map<LogKey, LogId> alike = new HashMap<>();
        for (LogId id : logs) {
            LogId other = ids.putIfAbsent(LogKey.of(id), id);
            if (other != null && !other.equals(id)) {
                alike.put(LogKey.of(id), id);
            }
        }
        try (LogFile file = files.open(path)) {
            JournalReading reading = new JournalReading(file.channel());
            List<Half> both = halves.apply(file.size());
            reading.visit(both.get(0), both.get(1), frame -> frame.entries().forEach(entry -> note(entry, ids, alike)));
            reading.damage().forEach(this::damaged);
        } catch (NoSuchFileException e) {
            // A crash came before it was made, or it was moved away.
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private void note(Entry entry, Map<LogKey, LogId> ids, Map<LogKey, LogId> alike) {
        LogId other = alike.remove(entry.log());
        LogId id = other == null ? ids.get(entry.log()) : ids.remove(entry.log());
        if (other != null) {
            damaged("it does not tell logs " + id + " and " + other + " apart, so neither gets anything from it");
        } else if (id != null) {
            note(pieces.computeIfAbsent(id, key -> new ArrayDeque<>()), entry);
        }
    }

    private static void note(Deque<Piece> ofLog, Entry entry) {
        while (!ofLog.isEmpty() && ofLog.getLast().offset() >= entry.offset()) {
            ofLog.removeLast();
        }
        if (!ofLog.isEmpty()) {
            ofLog.add(ofLog.removeLast().below(entry.offset()));
        }
        if (entry.bytes() > 0) {
            ofLog.add(new Piece(entry.offset(), entry.position(), entry.bytes(), Long.MAX_VALUE));
        }
    }

    private synchronized void damaged(String what) {
        damaged = true;
        untold.add(path + ": " + what
                + "; what was acknowledged just before the crash may be missing, and the file is kept as "
                + JournalFile.keptAs(path).getFileName());
    }

    /** Says what to do about a file that cannot be read. */
    static StorageException unreadable(Path path, IOException e) {
        return new StorageException(
                Kind.IO,
                path + " cannot be read (" + DiskErrors.reason(e) + "): it may have the only copy of records that were"
                        + " acknowledged, so make it readable and start again, or move it away to start without them.",
                e);
    }

    // ---- what was found

    /** Whether something in it was left out that may be of use. */
    synchronized boolean isDamaged() {
        return damaged;
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

    private synchronized List<Piece> of(LogId id) {
        Deque<Piece> ofLog = pieces.get(id);
        return ofLog == null ? List.of() : List.copyOf(ofLog);
    }

    private synchronized List<String> tell() {
        List<String> told = List.copyOf(untold);
        untold.clear();
        return told;
    }

    // ---- giving back

    /**
     * Appends to a log that was just opened what it lacks, and has it forced where it is; blocking.
     *
     * @param report what opening it found
     * @return the same, with what is to be said of this
     */
    RecoveryReport replay(LostBatches log, RecoveryReport report) throws IOException {
        List<Piece> ofLog = of(log.id());
        if (!ofLog.isEmpty()) {
            replay(ofLog, log);
            log.force();
        }
        forget(log.id());
        List<String> findings = new ArrayList<>(report.findings());
        findings.addAll(log.findings(path));
        findings.addAll(tell());
        return new RecoveryReport(
                report.clean(), report.scannedBytes(), report.cutBytes(), report.rebuiltIndexes(), findings);
    }

    private void replay(List<Piece> ofLog, LostBatches log) throws IOException {
        try (LogFile file = open()) {
            for (Piece piece : ofLog) {
                ByteBuffer batches = read(file, piece);
                int refused = log.restore(batches, piece.offset(), piece.limit());
                if (refused >= 0) {
                    damaged("what is at position " + (piece.position() + refused) + " does not fit log " + log.id()
                            + ", which ends at offset " + log.endOffset() + " and gets nothing more from it");
                    return;
                }
            }
        }
    }

    private LogFile open() {
        try {
            return files.open(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private ByteBuffer read(LogFile file, Piece piece) {
        ByteBuffer batches = ByteBuffer.allocate(piece.bytes());
        try {
            while (batches.hasRemaining()) {
                if (file.channel().read(batches, (long) piece.position() + batches.position()) < 0) {
                    throw new EOFException("it ends while it is read");
                }
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        return batches.flip();
    }
}

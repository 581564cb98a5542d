package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.RecoveryReport;
import io.tailwater.spi.StorageContext;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.file.FileLayer;
import io.tailwater.spi.file.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file in which the tails of many logs are made durable by one force: for a hundred logs that wait each for its own, the disk
 * has one to do. Thread-safe; what says so blocks.
 *
 * <p>It repeats what the logs' files have anyway, only that there nobody has to wait for it. Its two halves are written in turn,
 * frame after frame; before a half is written again, each log in it is forced where it is. It takes its space when it is first
 * of use, is read only after a crash ({@link JournalReplay}), and goes with a clean stop.
 */
final class CommitJournal {

    static final String NAME = "commit.journal";

    private static final int WORKERS = 4;
    private static final int NOTE_BYTES = 256;

    private enum State {
        /** The file has no size, or what another life left. */
        EMPTY,
        /** A worker fills it with zeros. */
        BEGUN,
        READY,
        /** Filling it failed, for lack of space perhaps: the next checkpoint allows another try. */
        REFUSED,
        /** Writing or forcing it failed: never again in this life. */
        BROKEN
    }

    private final FileLayer files;
    private final Path path;
    private final JournalFile whole;
    private final int bytes;
    private final Executor background;
    private final Executor flusher;
    private final JournalReplay before;
    private final JournalHalf[] halves;

    private volatile State state;
    private @Nullable LogFile file; // from here on guarded by this
    private @Nullable Throwable untold;
    private int current;
    private int position;

    /** Nobody can know it beforehand: bytes of clients that look like a frame must not be taken for one. */
    private long generation = new SecureRandom().nextLong() >>> 2;

    /** What is noted of the journal itself, and of cuts. */
    private final JournalFrame note = new JournalFrame(NOTE_BYTES);

    /** Whether the file holds nothing of another life any more. */
    private volatile boolean ours;

    /** Logs that are given back what the file has, in this life; neither half may be written anew meanwhile. */
    private int readers;

    /** Whether something in the file was left out that may be of use. */
    private boolean damaged;

    /** Held while the file is filled. */
    private final Object filling = new Object();

    /**
     * Looks for what another life left, and sees to it that the file is there; its name is to be forced; blocking.
     *
     * @param bytes of both halves; 0 where no journal is wanted
     * @param logs those that may have lost something
     */
    CommitJournal(StorageContext context, int bytes, Collection<LogId> logs) throws IOException {
        this.files = context.files();
        this.path = context.directory().resolve(NAME);
        this.whole = new JournalFile(files, path);
        this.bytes = bytes;
        this.background = context.background();
        this.flusher = context.flusher();
        this.before = JournalReplay.ofFile(files, path, logs);
        this.halves = new JournalHalf[] {new JournalHalf(0, bytes / 2), new JournalHalf(bytes / 2, bytes)};
        this.state = bytes == 0 ? State.BROKEN : State.EMPTY;
        emptyOnceOver();
    }

    /** Whether it may take something, at least soon. */
    boolean isOn() {
        State now = state;
        return now != State.BROKEN && now != State.REFUSED && ours;
    }

    // ---- writing

    /**
     * Writes and forces a frame; blocking.
     *
     * @param tails what is in it
     * @return false when it could not be done: they are to be forced where they are
     */
    synchronized boolean commit(JournalFrame frame, List<UnforcedTail> tails) {
        if (state != State.READY) {
            fillSoon();
            return false; // until then
        }
        if (!hasRoom(frame)) {
            return false;
        }
        tails.forEach(halves[current]::add);
        return write(frame);
    }

    /** Notes that a log is cut, where anything of it may be in the file; blocking. */
    synchronized void cut(LogId id, long offset) throws IOException {
        if (!ours) {
            throw new IOException("log " + id + " cannot be cut before all logs that " + path + " names were opened");
        }
        if (!halves[0].has(id) && !halves[1].has(id)) {
            return;
        }
        note.begin().addCut(id, offset);
        boolean fits = fits(note);
        if (!fits && turn()) {
            note.begin().addCut(id, offset);
            fits = fits(note);
        }
        if (!fits || !write(note)) {
            throw new IOException("cannot note in " + path + " that log " + id + " is cut; it is left as it was");
        }
        halves[0].cut(id, offset);
        halves[1].cut(id, offset);
    }

    private boolean hasRoom(JournalFrame frame) {
        return fits(frame) || (turn() && fits(frame));
    }

    private boolean fits(JournalFrame frame) {
        return position + frame.sizeInBytes() <= halves[current].end();
    }

    private boolean write(JournalFrame frame) {
        if (!write(frame, position, generation)) {
            return false;
        }
        position += frame.sizeInBytes();
        return true;
    }

    private boolean write(JournalFrame frame, int at, long ofGeneration) {
        LogFile journal = file;
        if (journal == null || state != State.READY) {
            return false;
        }
        try {
            journal.write(frame.finish(ofGeneration), at);
            journal.force();
            return true;
        } catch (IOException | RuntimeException e) {
            state = State.BROKEN;
            untold = e;
            settleSoon(halves[0]);
            settleSoon(halves[1]);
            return false;
        }
    }

    /**
     * Goes on in the other half, where all logs in it have been forced. What is in that counts until a new generation has begun,
     * all of it: of a cut and of what was cut, the one must not go without the other.
     */
    private boolean turn() {
        JournalHalf other = halves[1 - current];
        note.begin();
        if (readers > 0 || !other.isSettled() || !write(note, other.start(), generation + 1)) {
            return false;
        }
        settleSoon(halves[current]);
        other.clear();
        current = 1 - current;
        position = other.start() + note.sizeInBytes();
        generation++;
        return true;
    }

    private void settleSoon(JournalHalf half) {
        try {
            List<LogFlusher> logs = half.unsettled();
            background.execute(() -> new ParallelWork<>(logs, CommitJournal::force).run(flusher, WORKERS));
        } catch (RejectedExecutionException e) {
            // Closing the logs forces them.
        }
    }

    private static void force(LogFlusher log) {
        try {
            log.force();
        } catch (RuntimeException e) {
            // It says so itself to those who append to it; the half it is in is not written again.
        }
    }

    // ---- the file

    private void fillSoon() {
        if (state == State.EMPTY) {
            state = State.BEGUN;
            try {
                background.execute(this::fill);
            } catch (RejectedExecutionException e) {
                state = State.BROKEN;
            }
        }
    }

    private void fill() {
        synchronized (filling) {
            LogFile filled = null;
            try {
                if (state == State.BEGUN) {
                    filled = whole.open();
                    JournalFile.fill(filled, bytes, () -> state == State.BEGUN);
                    filled(filled);
                }
            } catch (IOException | RuntimeException e) {
                refuse(filled);
            }
        }
    }

    private synchronized void filled(LogFile filled) throws IOException {
        if (state == State.BEGUN) {
            file = filled;
            state = State.READY;
        } else {
            filled.close();
        }
    }

    private synchronized void refuse(@Nullable LogFile unfilled) {
        if (state == State.BEGUN) {
            state = State.REFUSED;
        }
        try (unfilled) {
            if (unfilled != null) {
                unfilled.truncate(0);
            }
        } catch (IOException e) {
            // The next try writes over it.
        }
    }

    /** Why it is not used any more, told once; null where there is nothing to tell. */
    synchronized @Nullable StorageException trouble() {
        Throwable cause = untold;
        untold = null;
        return cause == null
                ? null
                : DiskErrors.describe(
                        "writing " + path + ", which is not used now (logs are forced one by one)", cause);
    }

    /** Lets it be tried again to take the space that could not be had. */
    synchronized void tryAgain() {
        emptyOnceOver();
        if (state == State.REFUSED) {
            state = State.EMPTY;
        }
    }

    // ---- after a crash

    /**
     * Gives a log that was opened and had not been closed well what its files have lost; blocking.
     *
     * @param report what opening it found
     * @return the same, with what is to be said of this
     */
    RecoveryReport restore(LostBatches log, RecoveryReport report) throws IOException {
        RecoveryReport replayed = before.replay(log, report);
        emptyOnceOver();
        return restoreFromThisLife(log, replayed);
    }

    /** Other logs go on being forced meanwhile, in the half that is there. */
    private RecoveryReport restoreFromThisLife(LostBatches log, RecoveryReport report) throws IOException {
        List<JournalReading.Half> written = beginReading(log.id());
        if (written.isEmpty()) {
            return report;
        }
        try {
            JournalReplay replay = JournalReplay.ofHalves(files, path, log.id(), written);
            RecoveryReport replayed = replay.replay(log, report);
            endReading(log.id(), replay.isDamaged());
            return replayed;
        } finally {
            synchronized (this) {
                readers--;
            }
        }
    }

    /** @return what is written of the halves and stays so; empty where nothing of the log is in it */
    private synchronized List<JournalReading.Half> beginReading(LogId id) {
        if (!halves[0].has(id) && !halves[1].has(id)) {
            return List.of();
        }
        readers++;
        return Stream.of(halves)
                .map(half -> new JournalReading.Half(half.start(), half == halves[current] ? position : half.end()))
                .toList();
    }

    private synchronized void endReading(LogId id, boolean foundDamage) {
        damaged |= foundDamage;
        halves[0].release(id);
        halves[1].release(id);
    }

    /** A log could not be opened: what another life left of it stays, so that nothing new can be written over it. */
    synchronized void keep(LogId id) {
        if (before.has(id)) {
            untold = new IOException("it holds what log " + id + ", which cannot be opened, may have lost");
        }
    }

    /** A log is deleted. */
    void forget(LogId id) {
        synchronized (this) {
            halves[0].release(id);
            halves[1].release(id);
        }
        before.forget(id);
        emptyOnceOver();
    }

    /**
     * Takes the file over once all logs have got their share of what another life left. That must not come back: it could bring
     * back what is cut from a log meanwhile.
     */
    private synchronized void emptyOnceOver() {
        if (ours || !before.isOver()) {
            return;
        }
        try {
            whole.empty(before.isDamaged());
            ours = true;
        } catch (IOException e) {
            untold = e; // the next checkpoint tries again
        }
    }

    // ---- the end

    /**
     * Closes it, all logs being closed, and deletes it where nobody needs it; blocking.
     *
     * @return whether it is gone
     */
    boolean close() throws IOException {
        synchronized (this) {
            state = State.BROKEN;
        }
        synchronized (filling) { // or a worker that still fills it would write over what the next life has there
            return closeNow();
        }
    }

    private synchronized boolean closeNow() throws IOException {
        LogFile journal = file;
        file = null;
        if (journal != null) {
            journal.close();
        }
        boolean useless = ours && halves[0].isSettled() && halves[1].isSettled();
        if (useless) {
            whole.remove(damaged);
        }
        return useless;
    }
}

package io.tailwater.storage.files;

import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Takes batches away, old ones at the front or a tail. The log's writer calls it, workers do what touches the disk. Leased
 * bytes stay as they are: files are unlinked or replaced, never changed.
 */
final class LogShortening {

    private final LogDirectory directory;
    private final LogContents contents;
    private final LogStatus status;
    private final LogWriter writer;
    private final SegmentSealer sealer;
    private final LogFlusher flusher;
    private final AbortedTransactions aborted;
    private final Checkpoints checkpoints;
    private final CommitJournal journal;
    private final InstantSource clock;
    private final Executor background;

    /** Segments below the start offset, to be unlinked, oldest first. */
    private final Queue<Dead> dead = new ConcurrentLinkedQueue<>();

    /** Held while files are unlinked. */
    private final Object unlinking = new Object();

    /** The largest start offset known to be on disk. */
    private volatile long writtenStart;

    /** A segment that nobody finds any more, and when its files may go: then, and with this start offset on disk, not before. */
    private record Dead(Segment segment, long startOffset, long dueMillis) {}

    LogShortening(
            LogDirectory directory,
            LogContents contents,
            LogStatus status,
            LogWriter writer,
            SegmentSealer sealer,
            LogFlusher flusher,
            AbortedTransactions aborted,
            Checkpoints checkpoints,
            LogServices services) {
        this.directory = directory;
        this.contents = contents;
        this.status = status;
        this.writer = writer;
        this.sealer = sealer;
        this.flusher = flusher;
        this.aborted = aborted;
        this.checkpoints = checkpoints;
        this.journal = services.journal();
        this.clock = services.clock();
        this.background = services.background();
        this.writtenStart = contents.startOffset();
    }

    // ---- the front

    /** Raises the start offset and forgets segments below it; a worker unlinks them once the new start is on disk. */
    CompletionStage<Void> deleteBefore(long offset) {
        if (status.isClosed()) {
            return CompletableFuture.failedFuture(status.closedException());
        }
        long end = contents.endOffset();
        if (offset > end) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("cannot delete before " + offset + ", past the end offset " + end));
        }
        if (offset > contents.startOffset()) {
            drop(offset, end);
        } else if (offset <= writtenStart) {
            return CompletableFuture.completedFuture(null);
        }
        return settle();
    }

    private void drop(long offset, long end) {
        int spared = 0;
        if (writer.isAnnounced()) {
            spared = 1; // what is appended next may be in the youngest already
        } else if (offset == end && writer.position() > 0) {
            writer.leave(); // the youngest can go too
        }
        contents.startAt(offset);
        long delayMillis = writer.options().fileDeleteDelayMillis();
        long nowMillis = clock.millis();
        long dueMillis =
                delayMillis == 0 ? Long.MIN_VALUE : nowMillis + Math.min(delayMillis, Long.MAX_VALUE - nowMillis);
        for (Segment segment : contents.dropBelow(offset, spared)) {
            dead.add(new Dead(segment, offset, dueMillis));
        }
    }

    /** Has the start offset written, then unlinks what lies below it. */
    private CompletableFuture<Void> settle() {
        long start = contents.startOffset();
        CompletableFuture<Void> done = new CompletableFuture<>();
        checkpoints
                .request()
                .whenComplete((written, error) -> onWorker(done, "deleting from the front of", () -> {
                    if (error != null) {
                        throw DiskErrors.describe("writing the start offset of log " + status.id(), error);
                    }
                    noteWritten(start);
                    status.whileOpen(this::unlink); // what a closed log leaves there goes when it is opened again
                }));
        return done;
    }

    /** A start that was written and lowered since, by a cut, says nothing any more. */
    private void noteWritten(long start) {
        writtenStart = Math.max(writtenStart, Math.min(start, contents.startOffset()));
    }

    private void unlink() throws IOException {
        sealer.sealAll(); // unmaps what was left just now
        unlinkDue();
        aborted.deleteFilesBelowStart();
    }

    /** Unlinks what need not be kept any longer, and everything older; blocking, while the log is open. */
    void unlinkDue() throws IOException {
        unlinkDead(clock.millis());
    }

    private void unlinkDead(long nowMillis) throws IOException {
        synchronized (unlinking) {
            int seen = 0;
            int going = 0;
            for (Dead each : dead) {
                seen++;
                going = each.dueMillis() <= nowMillis && each.startOffset() <= writtenStart ? seen : going;
            }
            for (; going > 0; going--) {
                Segment segment = dead.element().segment();
                segment.delete();
                contents.left(segment);
                dead.remove();
            }
        }
    }

    // ---- the tail

    /** Cuts the tail off; see {@link io.tailwater.spi.PartitionLog#truncateTo}. */
    CompletionStage<Void> truncateTo(long offset) {
        StorageException refusal = status.refusesWriting();
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        if (offset >= contents.endOffset()) {
            return CompletableFuture.completedFuture(null);
        }
        writer.leave();
        CompletableFuture<Void> done = new CompletableFuture<>();
        onWorker(done, "truncating", () -> cut(offset));
        return done;
    }

    private void cut(long offset) throws IOException {
        sealer.sealIfOpen();
        synchronized (sealer) {
            flusher.alone(
                    () -> { // no force may report as durable what is cut here
                        if (status.isClosed()) {
                            throw status.closedException();
                        }
                        writeStart();
                        unlinkDead(Long.MAX_VALUE); // before new ones may get their names
                        cutAlone(Math.max(0, offset));
                        aborted.forget(contents.endOffset());
                        writtenStart = Math.min(writtenStart, contents.startOffset());
                    });
        }
    }

    /** Has the start on disk for all that is {@link #dead}. */
    private void writeStart() throws IOException {
        long start = contents.startOffset();
        if (start > writtenStart) {
            checkpoints.write();
            noteWritten(start);
        }
    }

    private void cutAlone(long offset) throws IOException {
        Segment[] segments = contents.segments();
        int at = LogContents.floor(segments, offset);
        if (segments.length == 0 || segments[at].baseOffset() > offset) {
            clear(segments, offset);
            return;
        }
        Segment cut = segments[at];
        cut.settle();
        if (!cut.file().acquire()) {
            throw status.closedException();
        }
        try {
            SegmentSearch search = new SegmentSearch(cut);
            int found = search.find(offset);
            int nothing = search.damage() == null ? cut.sizeInBytes() : search.damagePosition();
            int position = found < 0 ? nothing : found;
            long end = Math.min(offset, Math.max(search.endOffsetAt(position), contents.startOffset()));
            if (end <= contents.startOffset()) {
                clear(segments, end);
                return;
            }
            note(end);
            contents.replace(Arrays.copyOf(segments, at + 1), end);
            deleteFromEnd(segments, at + 1);
            replace(cut, position, end);
        } finally {
            cut.file().release();
        }
    }

    /**
     * Cuts where nothing readable remains. What lies below the start goes, too: it may end before it, and what is appended next
     * would follow a gap that recovery takes for damage.
     */
    private void clear(Segment[] segments, long end) throws IOException {
        note(end);
        contents.replace(new Segment[0], end);
        deleteFromEnd(segments, 0);
        directory.force();
    }

    /** Writes the new end down first, or recovery would trust what is appended after the cut. */
    private void note(long end) throws IOException {
        if (contents.durableOffset() > contents.forcedOffset()) {
            flusher.forceNow(); // what remains has to be durable without the journal
        }
        journal.cut(status.id(), end);
        flusher.forgetTail();
        contents.points().recoverFrom(Math.min(contents.forcedOffset(), end));
        contents.points().startAt(Math.min(contents.startOffset(), end));
        checkpoints.write();
    }

    private void replace(Segment cut, int position, long end) throws IOException {
        SegmentCopy.replaceByPrefix(directory.files(), cut.file().path(), position);
        Segment shorter = Segment.found(
                directory, cut.baseOffset(), position, writer.options().indexIntervalBytes());
        shorter.rebuildIndex();
        Segment[] remaining = contents.segments().clone();
        remaining[remaining.length - 1] = shorter;
        contents.replace(remaining, end);
        cut.retire();
        directory.force();
        contents.durableTo(end);
        writer.resume(shorter);
    }

    /** Youngest first, so that a crash in between leaves no gap. */
    private static void deleteFromEnd(Segment[] segments, int first) throws IOException {
        for (int i = segments.length - 1; i >= first; i--) {
            segments[i].delete();
        }
    }

    /** Never on the calling thread, which may be the log's writer also where what it waited for was there already. */
    private void onWorker(CompletableFuture<Void> done, String doing, LogStatus.Work work) {
        try {
            background.execute(() -> run(done, doing, work));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(status.closedException());
        }
    }

    private void run(CompletableFuture<Void> done, String doing, LogStatus.Work work) {
        try {
            work.run();
            done.complete(null);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(DiskErrors.describe(doing + " log " + status.id(), e));
        }
    }
}

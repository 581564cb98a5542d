package io.tailwater.storage.files;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Puts a new segment in the place of closed ones. Thread-safe: the compacting thread calls it beside the log's writer; every
 * method blocks.
 *
 * <p>What a crash may leave, in the order in which it comes about; each step is on disk before the next begins:
 *
 * <ol>
 *   <li>{@code .log.cleaned}: of no use, deleted when the log is opened;
 *   <li>{@code .txnindex.swap}: the same;
 *   <li>{@code .log.swap}, with the aborted transactions beside it: it counts from now on, and the segments within its offsets,
 *       some of which may be gone, do not;
 *   <li>{@code .log} in its place, and none of those that it replaced.
 * </ol>
 */
final class SegmentRewriting {

    private final LogDirectory directory;
    private final LogContents contents;
    private final LogStatus status;
    private final SegmentSealer sealer;
    private final AbortedTransactions aborted;
    private final Checkpoints checkpoints;
    private final LogWriter writer;
    private final LogFlusher flusher;
    private final AtomicBoolean underWay = new AtomicBoolean();

    SegmentRewriting(
            LogDirectory directory,
            LogContents contents,
            LogStatus status,
            SegmentSealer sealer,
            AbortedTransactions aborted,
            LogWriter writer,
            LogFlusher flusher,
            Checkpoints checkpoints) {
        this.flusher = flusher;
        this.directory = directory;
        this.contents = contents;
        this.status = status;
        this.sealer = sealer;
        this.aborted = aborted;
        this.checkpoints = checkpoints;
        this.writer = writer;
    }

    ReplacementSegment begin(long from, long to) throws IOException {
        requireWritable();
        Segment[] replaced = segments(from, to);
        if (!underWay.compareAndSet(false, true)) {
            throw new IllegalStateException("another rewrite of log " + status.id() + " is not closed");
        }
        try {
            settleOnDisk(replaced, to);
            return make(replaced, to);
        } catch (IOException | RuntimeException e) {
            underWay.set(false);
            throw e;
        }
    }

    /** What is replaced has to be at rest, and known to be good. */
    private void settleOnDisk(Segment[] replaced, long to) throws IOException {
        status.whileOpen(
                () -> { // a log that is closed tells nobody any more how far it is durable
                    sealer.sealAll();
                    if (contents.forcedOffset() < to) {
                        flusher.forceNow();
                    }
                });
        requireWritable();
        for (Segment segment : replaced) {
            if (sealer.isWaiting(segment)) {
                throw new StorageException(Kind.FULL, segment + " could not be finished yet, and so not be compacted");
            }
        }
    }

    private ReplacementSegment make(Segment[] replaced, long to) throws IOException {
        @Nullable ReplacementSegment[] made = {null};
        status.whileOpen(() -> made[0] = new ReplacementSegment(this, directory, replaced, to, indexIntervalBytes()));
        if (made[0] == null) {
            throw status.closedException();
        }
        return made[0];
    }

    private int indexIntervalBytes() {
        return writer.options().indexIntervalBytes();
    }

    private Segment[] segments(long from, long to) throws IOException {
        Segment[] segments = contents.segments();
        int first = LogContents.floor(segments, from);
        int after = first;
        while (after < segments.length && segments[after].recent() == null && endOffset(segments[after]) <= to) {
            after++;
        }
        if (to - from > Integer.MAX_VALUE
                || after == first
                || segments[first].baseOffset() != from
                || endOffset(segments[after - 1]) != to) {
            throw new IllegalArgumentException(
                    "log " + status.id() + " has no row of closed segments from " + from + " to " + to);
        }
        return Arrays.copyOfRange(segments, first, after);
    }

    private static long endOffset(Segment segment) throws IOException {
        segment.settle();
        return segment.endOffset();
    }

    void requireWritable() {
        StorageException refusal = status.refusesWriting();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Deletes what was made for nothing. */
    void discard(Segment segment) throws IOException {
        segment.retire();
        status.whileOpen(() -> segment.file().delete()); // what a closed log leaves there goes when it is opened again
    }

    /** The rewrite that was begun is over. */
    void ended() {
        underWay.set(false);
    }

    /**
     * Puts a segment in the place of others.
     *
     * @param by forced, under the name of something that is being made
     * @return false, with nothing changed, when some of those are not there any more
     */
    boolean commit(Segment[] replaced, Segment by, AbortedTransactions.Kept kept) throws IOException {
        checkpoints.write(); // recovery takes segments on trust up to the recovery point, and these have gaps
        boolean[] done = {false};
        boolean open = status.whileOpen(() -> {
            synchronized (sealer) { // nothing is cut meanwhile
                requireWritable();
                if (contents.has(replaced)) {
                    done[0] = commitAlone(replaced, by, kept);
                }
            }
        });
        if (!open) {
            throw status.closedException();
        }
        return done[0];
    }

    private boolean commitAlone(Segment[] replaced, Segment by, AbortedTransactions.Kept kept) throws IOException {
        boolean done = aborted.rewrite(by.baseOffset(), by.endOffset(), kept, () -> {
            try {
                by.file().rename(directory.swapPath(by.baseOffset()));
                directory.force();
            } catch (IOException | RuntimeException e) {
                throw status.fail("putting " + by + " in its place", e); // which of both counts now is not known
            }
            if (!contents.exchange(replaced, by)) { // deleted just now
                by.file().delete();
                directory.force();
                return false;
            }
            return true;
        });
        if (done) {
            finish(replaced, by);
        }
        return done;
    }

    /** Readers have the new segment already; what remains is done by the next start if it cannot be done now. */
    private void finish(Segment[] replaced, Segment by) throws IOException {
        try {
            for (Segment segment : replaced) {
                segment.delete();
            }
            aborted.finishRewrite(by.baseOffset());
            directory.force();
            by.file().rename(directory.logPath(by.baseOffset()));
            directory.force();
            by.index().complete();
        } catch (IOException | RuntimeException e) {
            throw status.fail("putting " + by + " in its place", e);
        }
    }
}

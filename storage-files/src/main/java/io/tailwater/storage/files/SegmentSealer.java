package io.tailwater.storage.files;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finishes segments that were rolled: unmaps their windows, trims their files, writes out their indexes and forces it all,
 * so that a crash has less to check. The writer adds, workers run it one at a time.
 */
final class SegmentSealer {

    private final LogDirectory directory;
    private final LogContents contents;
    private final LogStatus status;
    private final SpacePreparer preparer;
    private final Checkpoints checkpoints;
    private final Executor background;
    private final AtomicBoolean writingOut = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Rolled> waiting = new ConcurrentLinkedQueue<>();

    private record Rolled(Segment segment, AppendSpace space) {}

    SegmentSealer(
            LogDirectory directory,
            LogContents contents,
            LogStatus status,
            SpacePreparer preparer,
            Checkpoints checkpoints,
            Executor background) {
        this.directory = directory;
        this.contents = contents;
        this.status = status;
        this.preparer = preparer;
        this.checkpoints = checkpoints;
        this.background = background;
    }

    void add(Segment segment, AppendSpace space) {
        waiting.add(new Rolled(segment, space));
    }

    /** Seals what was added, on a worker. */
    void start() {
        if (waiting.isEmpty()) {
            return;
        }
        try {
            background.execute(() -> {
                if (sealIfOpen()) {
                    checkpoints.request();
                }
            });
        } catch (RejectedExecutionException e) {
            // Closing the log seals it then.
        }
    }

    /** Closing holds this object's lock, and seals what is left. @return whether the log is open */
    synchronized boolean sealIfOpen() {
        boolean open = !status.isClosed();
        if (open) {
            sealAll();
        }
        return open;
    }

    /** Has a worker write out the index of the active segment, which has become large. */
    void writeOutIndex(Segment segment) {
        if (writingOut.compareAndSet(false, true)) {
            try {
                background.execute(() -> {
                    try {
                        segment.index().writeOut();
                    } catch (IOException | RuntimeException e) {
                        // It stays in memory, to be written out later.
                    } finally {
                        writingOut.set(false);
                    }
                });
            } catch (RejectedExecutionException e) {
                writingOut.set(false);
            }
        }
    }

    /** Seals what was added; blocking. What cannot be finished now, on a full disk, stays to be sealed later. */
    synchronized void sealAll() {
        for (Rolled rolled = waiting.peek(); rolled != null; rolled = waiting.peek()) {
            try {
                rolled.space().close();
                preparer.finishNaming();
                seal(rolled.segment(), rolled.space().writtenTo());
            } catch (IOException | RuntimeException e) {
                return;
            }
            waiting.remove();
        }
        contents.advanceDurable();
    }

    /** Whether a segment was added and could not be sealed yet. */
    boolean isWaiting(Segment segment) {
        return waiting.stream().anyMatch(rolled -> rolled.segment().equals(segment));
    }

    /** Only unmaps what was added, for a log that is given up; blocking. */
    synchronized void abandon() {
        for (Rolled rolled = waiting.poll(); rolled != null; rolled = waiting.poll()) {
            rolled.space().close();
        }
    }

    private void seal(Segment segment, int writtenTo) throws IOException {
        boolean forced = contents.forcedOffset() >= segment.endOffset();
        boolean trimming = writtenTo > segment.sizeInBytes();
        SegmentFile file = segment.file();
        if ((trimming || !forced) && file.acquire()) {
            try {
                if (trimming && directory.files().links(file.path()) == 1) {
                    file.file().truncate(segment.sizeInBytes());
                }
                if (!forced) {
                    force(file);
                }
            } finally {
                file.release();
            }
        }
        segment.index().complete();
        if (!status.hasFailed()) {
            preparer.forceNames();
            segment.markDurable();
        }
    }

    private void force(SegmentFile file) {
        try {
            file.file().force();
        } catch (IOException | RuntimeException e) {
            status.fail("forcing " + file.path(), e);
        }
    }
}

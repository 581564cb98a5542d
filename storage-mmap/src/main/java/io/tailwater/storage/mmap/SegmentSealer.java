package io.tailwater.storage.mmap;

import java.io.IOException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

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
                if (!status.isClosed()) {
                    sealAll();
                    checkpoints.request();
                }
            });
        } catch (RejectedExecutionException e) {
            // Closing the log seals it then.
        }
    }

    /** Seals what was added; blocking. */
    synchronized void sealAll() {
        for (Rolled rolled = waiting.poll(); rolled != null; rolled = waiting.poll()) {
            try {
                seal(rolled);
            } catch (IOException | RuntimeException e) {
                status.fail("sealing " + rolled.segment(), e);
            }
        }
        contents.advanceDurable();
    }

    /** Only unmaps what was added, for a log that is given up; blocking. */
    synchronized void abandon() {
        for (Rolled rolled = waiting.poll(); rolled != null; rolled = waiting.poll()) {
            rolled.space().close();
        }
    }

    private void seal(Rolled rolled) throws IOException {
        Segment segment = rolled.segment();
        boolean prepared = rolled.space().preparedTo() > segment.sizeInBytes();
        boolean forced = contents.durableOffset() >= segment.endOffset();
        rolled.space().close();
        preparer.finishNaming();
        if (prepared || !forced) {
            SegmentFile file = segment.file();
            if (!file.acquire()) {
                return; // deleted meanwhile
            }
            try {
                trim(file, segment.sizeInBytes(), forced);
            } finally {
                file.release();
            }
        }
        segment.index().complete();
        preparer.forceNames();
        if (!status.hasFailed()) {
            segment.markDurable();
        }
    }

    /** Zeros after the batches do no harm where they cannot be cut off, or come back: whoever opens the file finds its end. */
    private void trim(SegmentFile file, int sizeInBytes, boolean forced) throws IOException {
        if (directory.files().links(file.path()) == 1) {
            file.file().truncate(sizeInBytes);
        }
        if (!forced) {
            file.file().force();
        }
    }
}

package io.tailwater.storage.files;

import java.io.IOException;

/** Ends a log: what is appended goes to disk, windows are unmapped, files closed. Run once, by whoever closes; blocking. */
final class LogClosing {

    private final LogContents contents;
    private final LogStatus status;
    private final LogWriter writer;
    private final SpacePreparer preparer;
    private final SegmentSealer sealer;
    private final LogFlusher flusher;

    LogClosing(
            LogContents contents,
            LogStatus status,
            LogWriter writer,
            SpacePreparer preparer,
            SegmentSealer sealer,
            LogFlusher flusher) {
        this.flusher = flusher;
        this.contents = contents;
        this.status = status;
        this.writer = writer;
        this.preparer = preparer;
        this.sealer = sealer;
    }

    /** Flushes and closes; the writer is at rest. */
    void close() throws IOException {
        synchronized (sealer) {
            flusher.alone(
                    () -> { // who waits for a flush meanwhile gets this one
                        if (status.hasFailed()) {
                            abandon();
                        } else {
                            finish();
                        }
                    });
        }
    }

    private void finish() throws IOException {
        try {
            writer.leave();
            if (contents.forcedOffset() < contents.endOffset()
                    || preparer.names().hasUnforced()) {
                flusher.forceNow();
            }
            sealer.sealAll();
            sealer.abandon();
            preparer.close();
            preparer.forceNames();
        } finally {
            retire();
        }
    }

    /** Closes without flushing; the writer is at rest. */
    void abandon() throws IOException {
        synchronized (sealer) {
            flusher.alone(
                    () -> { // a force under way would fail when the directory is gone
                        try {
                            writer.leave();
                            sealer.abandon();
                            preparer.close();
                        } finally {
                            retire();
                        }
                    });
        }
    }

    private void retire() {
        contents.stopTelling();
        for (Segment segment : contents.segments()) {
            segment.retire();
        }
    }
}

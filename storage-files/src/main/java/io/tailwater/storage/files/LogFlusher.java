package io.tailwater.storage.files;

import io.tailwater.spi.StorageException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Forces a log to disk, one force at a time; requests that come during one share the next. Thread-safe. A force that
 * failed is the last one: what the operating system kept of it cannot be known.
 */
final class LogFlusher {

    private final LogContents contents;
    private final LogStatus status;
    private final SpacePreparer preparer;
    private final GroupCommit<Long> forces;

    LogFlusher(LogContents contents, LogStatus status, SpacePreparer preparer, Executor flusher) {
        this.contents = contents;
        this.status = status;
        this.preparer = preparer;
        this.forces = new GroupCommit<>(flusher, this::force);
    }

    /** @return the durable offset, at least the end offset of now */
    CompletableFuture<Long> request() {
        StorageException refusal = status.refusesWriting();
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        long durable = contents.durableOffset();
        if (durable == contents.endOffset() && !preparer.names().hasUnforced()) {
            return CompletableFuture.completedFuture(durable);
        }
        preparer.noteFlush();
        return forces.request();
    }

    /** Closing holds this object's lock: when it is free again, what it forced serves those who asked before. */
    private synchronized Long force() {
        StorageException refusal = status.refusesWriting();
        if (refusal == null) {
            return forceNow();
        }
        if (!status.hasFailed() && contents.durableOffset() == contents.endOffset()) {
            return contents.durableOffset();
        }
        throw refusal;
    }

    /** Forces what was appended before; blocking. */
    synchronized long forceNow() {
        long end = contents.endOffset();
        try {
            preparer.finishNaming();
            forceAll(contents.leaving());
            forceAll(contents.segments());
            preparer.forceNames();
        } catch (IOException e) {
            throw DiskErrors.unforced("opening or naming what is to be forced of log " + status.id(), e);
        } catch (RuntimeException e) {
            throw status.fail("forcing log " + status.id(), e);
        }
        if (status.hasFailed()) {
            throw status.failure();
        }
        contents.durableTo(end);
        return contents.durableOffset();
    }

    /** @throws IOException when a file could not be opened: what was forced before may be forced again */
    private void forceAll(Segment[] segments) throws IOException {
        for (Segment segment : segments) {
            if (!segment.isDurable() && segment.file().acquire()) {
                try {
                    segment.file().file().force();
                } catch (IOException | RuntimeException e) {
                    throw status.fail("forcing " + segment, e);
                } finally {
                    segment.file().release();
                }
            }
        }
    }
}

package io.tailwater.storage.files;

import io.tailwater.spi.LogId;
import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a log still takes appends and reads. Thread-safe; it only ever gets worse. */
final class LogStatus {

    private final LogId id;

    /** Held by work that must not overlap the end, and taken before every other lock of the log. */
    private final Object end = new Object();

    private volatile @Nullable StorageException failure;
    private volatile boolean closed;

    LogStatus(LogId id) {
        this.id = id;
    }

    LogId id() {
        return id;
    }

    /** Waits for work that is under way {@link #whileOpen}. @return whether this call closed it */
    boolean close() {
        synchronized (end) {
            boolean first = !closed;
            closed = true;
            return first;
        }
    }

    /**
     * Does work on names in the log's directory, which another log may have as soon as this one is closed; blocking.
     *
     * @return whether it was done; it is not when the log is closed
     */
    boolean whileOpen(Work work) throws IOException {
        synchronized (end) {
            if (!closed) {
                work.run();
            }
            return !closed;
        }
    }

    /** As {@link #whileOpen}. @throws StorageException when the log is closed */
    void requireOpen(Work work) throws IOException {
        if (!whileOpen(work)) {
            throw closedException();
        }
    }

    /** Something that touches files. */
    interface Work {

        void run() throws IOException;
    }

    boolean isClosed() {
        return closed;
    }

    /** Refuses everything but reads from now on: what the disk holds is not known any more. */
    synchronized StorageException fail(String doing, Throwable cause) {
        StorageException first = failure;
        if (first == null) {
            first = DiskErrors.describe(doing, cause);
            failure = first;
        }
        return refusal(first);
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** What {@link #fail} was told first; only after it was. */
    StorageException failure() {
        return refusal(Objects.requireNonNull(failure));
    }

    /** Why nothing may be written, or null. */
    @Nullable
    StorageException refusesWriting() {
        if (closed) {
            return closedException();
        }
        StorageException known = failure;
        return known == null ? null : refusal(known);
    }

    StorageException closedException() {
        return new StorageException(Kind.CLOSED, "log " + id + " is closed");
    }

    private StorageException refusal(StorageException known) {
        return new StorageException(
                Kind.IO,
                "log " + id + " takes no writes until it is opened again, because forcing it to disk failed: "
                        + known.getMessage(),
                known);
    }
}

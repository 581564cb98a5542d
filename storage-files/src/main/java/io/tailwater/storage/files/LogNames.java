package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.atomic.AtomicLong;

/** Whether the names in a log's directory are on disk as they are. Thread-safe. */
final class LogNames {

    private final LogDirectory directory;
    private final LogStatus status;

    /** How often names changed. */
    private final AtomicLong changes = new AtomicLong();

    /** How many of those changes are on disk; changed under this object's lock. */
    private volatile long forcedChanges;

    LogNames(LogDirectory directory, LogStatus status) {
        this.directory = directory;
        this.status = status;
    }

    void noteChange() {
        changes.incrementAndGet();
    }

    boolean hasUnforced() {
        return changes.get() != forcedChanges;
    }

    /**
     * Forces them where they changed; blocking. Who comes while somebody does, waits: there is nothing left to do only once that
     * is done.
     *
     * @throws FileSystemException when the directory could not be opened; that may be tried again
     * @throws io.tailwater.spi.StorageException when it failed; the log takes no more writes
     */
    synchronized void force() throws FileSystemException {
        long seen = changes.get();
        if (seen == forcedChanges) {
            return;
        }
        try {
            directory.force();
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw status.fail("forcing " + directory.path(), e);
        }
        forcedChanges = seen;
    }
}

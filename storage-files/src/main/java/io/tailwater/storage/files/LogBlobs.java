package io.tailwater.storage.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The small files that are kept beside a log for whoever uses it. Thread-safe; every method blocks. */
final class LogBlobs {

    private final LogDirectory directory;
    private final LogStatus status;
    private final AbortedTransactions aborted;
    private final LogNames names;

    LogBlobs(LogDirectory directory, LogStatus status, AbortedTransactions aborted, LogNames names) {
        this.directory = directory;
        this.status = status;
        this.aborted = aborted;
        this.names = names;
    }

    Optional<byte[]> read(String name) {
        if (status.isClosed()) {
            throw status.closedException();
        }
        try {
            return FileContents.read(directory.files(), directory.blobPath(BlobNames.check(name)));
        } catch (IOException e) {
            throw DiskErrors.describe("reading blob " + name + " of log " + status.id(), e);
        }
    }

    /** Replaces one; its name survives power loss once the log is flushed. */
    void write(String name, byte[] bytes) {
        Path path = directory.blobPath(BlobNames.check(name));
        try {
            status.requireOpen(() -> {
                aborted.writeOut();
                FileContents.replace(directory.files(), path, bytes);
                names.noteChange();
            });
        } catch (IOException e) {
            throw DiskErrors.describe("writing blob " + name + " of log " + status.id(), e);
        }
    }
}

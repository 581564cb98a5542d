package io.tailwater.storage.files;

import io.tailwater.spi.StorageException;
import io.tailwater.spi.StorageException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/** Says in the contract's terms what a file system threw. Stateless. */
final class DiskErrors {

    private DiskErrors() {}

    /** @param doing what was attempted, naming the file: {@code appending to orders-0} */
    static StorageException describe(String doing, Throwable error) {
        if (error instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return describe(doing, wrapped.getCause());
        }
        if (error instanceof StorageException known) {
            return known;
        }
        if (error instanceof RejectedExecutionException) {
            return new StorageException(Kind.CLOSED, doing + ": the workers have stopped", error);
        }
        if (isFull(error)) {
            return new StorageException(Kind.FULL, doing + ": no space left on the disk", error);
        }
        return new StorageException(Kind.IO, doing + ": " + error, error);
    }

    /** As {@link #describe}, of a call before which nothing was forced, so that it may be made again. */
    static StorageException unforced(String doing, Throwable error) {
        StorageException described = describe(doing, error);
        return described.kind() == Kind.IO
                ? new StorageException(Kind.UNAVAILABLE, String.valueOf(described.getMessage()), error)
                : described;
    }

    /** The operating system's words for what went wrong, without the file's name. */
    static String reason(IOException error) {
        if (error instanceof AccessDeniedException) {
            return "this user may not read it";
        }
        String reason = error instanceof FileSystemException known ? known.getReason() : error.getMessage();
        return reason == null ? error.toString() : reason;
    }

    /** Java has no type for a full disk, only the operating system's words. */
    static boolean isFull(Throwable error) {
        String message = error.getMessage();
        if (message == null) {
            return false;
        }
        String words = message.toLowerCase(Locale.ROOT);
        return words.contains("no space left")
                || words.contains("quota exceeded")
                || words.contains("not enough space");
    }
}

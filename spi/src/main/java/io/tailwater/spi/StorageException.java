package io.tailwater.spi;

import org.jspecify.annotations.Nullable;

/** Something is wrong with a disk or a directory. The message names file and offset, and says what to do where it can. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What sort of trouble. */
    public enum Kind {
        /** No space left; appends work again when there is some. */
        FULL,
        /** Bytes on disk are not what was written. */
        CORRUPT,
        /** Another process uses the directory. */
        LOCKED,
        /** The directory, a file format or a setting is not this engine's. */
        UNSUPPORTED,
        /** The disk or file system failed. */
        IO,
        /** A file could not be opened, made or named just now; nothing was written, and the call may be made again. */
        UNAVAILABLE,
        /** The log or storage was closed or deleted. */
        CLOSED
    }

    private final Kind kind;

    public StorageException(Kind kind, String message) {
        this(kind, message, null);
    }

    public StorageException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

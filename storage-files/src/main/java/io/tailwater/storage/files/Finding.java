package io.tailwater.storage.files;

import java.nio.file.Path;

/**
 * Something that is not as it should be in a log's files.
 *
 * @param kind what sort
 * @param file where
 * @param position where in it
 * @param endPosition where in it that ends
 * @param message one clause, with offsets where there are any
 */
public record Finding(Kind kind, Path file, long position, long endPosition, String message) {

    /** What sort of thing. */
    public enum Kind {
        /** Batches that are not what was written, with good ones behind them. */
        DAMAGED,
        /** What follows the last good batch is none, and no prepared space. */
        TORN,
        /** An index file that is missing or wrong: made anew at the next use. */
        INDEX,
        /** An index of aborted transactions that is wrong. */
        ABORTED,
        /** Offsets, epochs or notes that do not fit each other. */
        ORDER,
        /** The log's identity. */
        METADATA,
        /** Worth knowing, and nothing wrong. */
        NOTE
    }

    /** Whether it is more than a note. */
    public boolean isError() {
        return kind != Kind.NOTE;
    }
}

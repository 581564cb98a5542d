package io.tailwater.storage.files;

/**
 * Told where a log begins and ends while it is open. Called under the log's own rules of order, by its writer or workers: each
 * offset by one thread at a time. Must not block.
 */
public interface LogWatch {

    /** Nobody is told. */
    LogWatch NOBODY = new LogWatch() {};

    /** The log is open, or its tail was cut off: all three offsets, of which any may have fallen. */
    default void begins(long startOffset, long endOffset, long durableOffset) {}

    /** The first readable offset rose. */
    default void startOffset(long offset) {}

    /** The end rose; everything below it is in the files. By the writer. */
    default void endOffset(long offset) {}

    /** Everything below this survives power loss. */
    default void durableOffset(long offset) {}

    /** The log is closed; nothing is told any more. */
    default void close() {}
}

package io.tailwater.core.coordinator;

import io.tailwater.core.result.Result;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/**
 * The one partition in which a coordinator keeps its state, and to which nobody else writes. Called on the coordinator's
 * event loop, where futures complete, too; a failed future is a bug or a broken disk.
 */
interface CoordinatorLog {

    /**
     * From where to where there is something to read.
     *
     * @param startOffset the first offset
     * @param endOffset the offset after the last
     */
    record Extent(long startOffset, long endOffset) {}

    /**
     * What was read at once.
     *
     * @param nextOffset where to read on
     * @param sizeBytes how many bytes it had in the log
     */
    record Piece(long nextOffset, int sizeBytes) {}

    /** Forces what is in the log, whoever was interrupted writing it, and says how far it goes. */
    Future<Result<Extent>> settle();

    /**
     * Reads a bounded piece.
     *
     * @param into told of each entry at or after {@code fromOffset}, in order, on a worker
     */
    Future<Result<Piece>> read(long fromOffset, Consumer<LogEntry> into);

    /**
     * Appends entries at the offsets they state, and answers when they survive power loss. To be called again only when the
     * answer is there: if one append fails nothing behind it may be written.
     *
     * @return how many bytes they took
     */
    Future<Result<Integer>> append(List<LogEntry> entries);

    /** Deletes what lies below an offset, durably; returns the first offset left. */
    Future<Result<Long>> deleteBefore(long offset);
}

package io.tailwater.core.retention;

import io.tailwater.spi.LogId;
import io.vertx.core.Future;
import java.util.List;

/** All logs, as retention needs them. Thread-safe; futures complete on any thread. */
public interface RetainedLogs {

    /** The logs that hold something. */
    Future<List<RetainedLog>> look();

    /** Begins another segment of a log with the next append; nothing where the log is gone. */
    Future<Void> roll(LogId id);

    /**
     * Deletes what lies before an offset, but nothing that must stay.
     *
     * @param early whether space is wanted at once, whatever delay the topic has for its files
     * @return completed when it is gone from the disk, with the log's first offset; -1 where the log is gone. Failed when the
     *     disk does not do it
     */
    Future<Long> deleteBefore(LogId id, long offset, boolean early);

    /** How many bytes have been appended to all of them since the broker was started. */
    long appendedBytes();
}

package io.tailwater.spi;

import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The logs of one directory. Thread-safe. Owns the directory's lock until {@link #close()}.
 *
 * <ol>
 *   <li>At most one storage, in one process, has a directory open.
 *   <li>{@link #open} of a log that does not exist creates it. Its stage completes when the log survives power loss
 *       (directory entries forced); forces of many opens under way are merged.
 *   <li>Opening recovers: every flushed batch is there, offsets are dense and rising, a torn or corrupt tail is cut, wrong
 *       or missing indexes are rebuilt, and {@link PartitionLog#recovery()} says what was done. Opening twice in a row
 *       changes nothing the second time.
 *   <li>One log that cannot be opened fails its own stage and no other's.
 *   <li>{@link #delete} is idempotent; slices leased before it stay readable until closed. When its stage completes, the
 *       deletion survives power loss, and a log of the same name can be created without meeting old bytes.
 *   <li>Blobs are replaced atomically: after a crash at any instant a blob reads as before or as after, never mixed.
 * </ol>
 */
public interface LogStorage extends AutoCloseable {

    /** The logs found in the directory when it was opened, and opened or deleted since. */
    Collection<LogId> logs();

    /** Whether the last user of the directory ended with {@link #close()}; true for a new directory. */
    boolean cleanlyClosed();

    /**
     * Opens or creates a log; idempotent per id while it is open.
     *
     * @return the log, or failed with a {@link StorageException}
     */
    CompletionStage<PartitionLog> open(LogId id, LogOptions options);

    /** Deletes a log, open or not. */
    CompletionStage<Void> delete(LogId id);

    /**
     * Makes the next start quick: flushes what every open log holds and notes how far each is known to be good.
     * Completes when that is on disk. Called at a steady pace: what a log has not needed since the last one, such as memory,
     * an engine may give back.
     */
    CompletionStage<Void> checkpoint();

    /** A small named value kept beside the logs; blocking. */
    Optional<byte[]> readBlob(String name);

    /**
     * Replaces a small named value, forced to disk before it returns; blocking. Nobody but the broker may be able to read it:
     * what it knows of users' passwords is kept so.
     *
     * @param name letters, digits, {@code .-_} only, at most 100 characters
     */
    void writeBlob(String name, byte[] bytes);

    /** Flushes and closes every log, notes the clean end, gives back the lock; blocking, idempotent. */
    @Override
    void close();
}

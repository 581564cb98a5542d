package io.tailwater.spi;

import java.nio.ByteBuffer;

/**
 * Batches on their way to take the place of a log's closed segments; made by {@link PartitionLog#rewrite}. Used by one thread
 * at a time, which may block: none of these calls is for an event loop.
 */
public interface LogRewrite extends AutoCloseable {

    /** The first offset of what is replaced. */
    long fromOffset();

    /** The offset after its last. */
    long toOffset();

    /**
     * Adds whole batches, which nobody sees yet.
     *
     * @param batches one or more whole batches between position and limit, their offsets within the range, past those of the
     *     batches before, and sound as of {@link PartitionLog#append}; read only during the call, position unchanged
     * @throws StorageException {@code FULL}, {@code IO} or {@code CLOSED}: the rewrite is of no more use
     */
    void append(ByteBuffer batches);

    /**
     * Replaces everything in the range by what was appended; the last batch has to end where the range ends, be it one
     * without records, so that the log goes on there. To be called once.
     *
     * @return true when it is done and survives power loss; false, with nothing changed, when some of the range was cut off or
     *     deleted meanwhile
     * @throws StorageException {@code FULL}, {@code IO} or {@code CLOSED}; readers see all of it or nothing
     */
    boolean commit();

    /** Gives up what was not committed; idempotent. */
    @Override
    void close();
}

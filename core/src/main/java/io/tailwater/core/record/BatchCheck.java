package io.tailwater.core.record;

import io.tailwater.core.result.BrokerError;
import org.jspecify.annotations.Nullable;

/**
 * One check under way, done in steps so that a large or hostile batch never holds up an event loop: a caller gives the first
 * step on its event loop and moves the rest to a worker. Owned by one thread at a time.
 */
public interface BatchCheck extends AutoCloseable {

    /**
     * Goes on for about so many bytes of (decompressed) records.
     *
     * @param budgetBytes at least 1; {@code Integer.MAX_VALUE} to finish
     * @return whether the check is finished
     */
    boolean advance(int budgetBytes);

    /** Why the batch is refused, or null when it is good; only after {@link #advance} returned true. */
    @Nullable
    BrokerError error();

    /** Gives back decompression buffers; must be called, also when not finished; idempotent. */
    @Override
    void close();
}

package io.tailwater.core.partition;

import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The appends of one connection: they reach each partition in the order in which they were made, even where checking one
 * takes a worker's help. Event-loop confined to the context that opened it. The caller bounds how many it has under way.
 */
public interface AppendSequence {

    /**
     * Checks and appends, each partition on its own: one refused does not hinder another.
     *
     * @param appends one entry per partition, no partition twice
     * @param transaction of the producer, if it has transactions: batches that are part of one are let in by its coordinator
     *     only
     * @return one outcome per entry, in order, on this connection's event loop; never failed
     */
    Future<List<AppendOutcome>> append(
            List<PartitionAppend> appends, Acks acks, @Nullable ProducerTransaction transaction);

    /**
     * How long workers and shards have worked for the connection since this was asked last, in nanoseconds, which its own loop does
     * not see. It is counted from the first time on that somebody asks.
     */
    default long workedNanos() {
        return 0;
    }

    /** As the other, outside of transactions. */
    default Future<List<AppendOutcome>> append(List<PartitionAppend> appends, Acks acks) {
        return append(appends, acks, null);
    }
}

package io.tailwater.core.producer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one partition that are not decided yet, by producer. Owned by the partition's shard.
 *
 * <p>Each begins where the log ends at the time, so the order in which they are added is that of their first offsets.
 */
final class OngoingTransactions {

    /**
     * One of them.
     *
     * @param firstOffset the offset of its first record in this partition
     * @param bytesBefore how many bytes the partition had grown by before it
     */
    record Ongoing(long firstOffset, long bytesBefore) {}

    private final Map<Long, Ongoing> byProducer = new LinkedHashMap<>(2);

    void begin(long producerId, long firstOffset, long bytesBefore) {
        byProducer.put(producerId, new Ongoing(firstOffset, bytesBefore));
    }

    @Nullable
    Ongoing end(long producerId) {
        return byProducer.remove(producerId);
    }

    /** The one that began first, or null when there is none. */
    @Nullable
    Ongoing first() {
        return byProducer.isEmpty() ? null : byProducer.values().iterator().next();
    }
}

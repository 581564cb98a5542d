package io.tailwater.core.group.state;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latest epoch of the producers that were here last, so that one whose time is over cannot leave offsets behind that no
 * marker would ever decide. Changed by replay only; confined to its coordinator's event loop.
 *
 * <p>A producer that is no longer known here is not let in by that: its transaction's coordinator was asked before.
 */
final class ProducerEpochs {

    static final int MAX_PRODUCERS = 10_000;

    private final Map<Long, Short> latest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Short> eldest) {
            return size() > MAX_PRODUCERS;
        }
    };

    boolean isOver(long producerId, short epoch) {
        return epoch < latest.getOrDefault(producerId, epoch);
    }

    void note(long producerId, short epoch) {
        latest.merge(producerId, epoch, (one, other) -> one > other ? one : other);
    }
}

package io.tailwater.core.transaction.state;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.transaction.ProducerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A partition as transactions see it, by the rules of {@link io.tailwater.core.producer.ProducerStates}: records of an open
 * transaction by producer, and what became of those that a marker decided. It never forgets. Used by one thread.
 */
final class SimulatedPartition {

    private static final class Producer {

        private short epoch;
        private boolean open;
        private final List<Integer> undecided = new ArrayList<>();
    }

    private final Map<Long, Producer> producers = new HashMap<>();
    private final Set<Integer> visible = new HashSet<>();
    private final Set<Integer> aborted = new HashSet<>();

    /** Whether a producer's records are taken without asking the coordinator, since its transaction is open here. */
    boolean isOpen(ProducerIdentity identity) {
        Producer producer = producers.get(identity.producerId());
        return producer != null && producer.open && producer.epoch == identity.producerEpoch();
    }

    /** Takes a record of a transaction's number, unless a younger producer was here. */
    boolean write(ProducerIdentity identity, int number) {
        Producer producer = producers.computeIfAbsent(identity.producerId(), id -> new Producer());
        if (identity.producerEpoch() < producer.epoch || (producer.open && identity.producerEpoch() > producer.epoch)) {
            return false;
        }
        producer.epoch = identity.producerEpoch();
        producer.open = true;
        producer.undecided.add(number);
        return true;
    }

    /** Decides what is open, unless the marker comes too late. */
    void end(DecidedTransaction decided) {
        TransactionMarker marker = decided.marker();
        Producer producer = producers.computeIfAbsent(marker.producerId(), id -> new Producer());
        boolean used = marker.producerEpoch() == producer.epoch && decided.epochPerTransaction();
        if (marker.producerEpoch() < producer.epoch || (used && producer.open)) {
            return;
        }
        producer.epoch = marker.producerEpoch();
        producer.open = false;
        (marker.committed() ? visible : aborted).addAll(producer.undecided);
        producer.undecided.clear();
    }

    Set<Integer> visible() {
        return visible;
    }

    Set<Integer> aborted() {
        return aborted;
    }

    boolean hasUndecided() {
        return producers.values().stream().anyMatch(producer -> producer.open);
    }
}

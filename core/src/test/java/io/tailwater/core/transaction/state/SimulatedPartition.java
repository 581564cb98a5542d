package io.tailwater.core.transaction.state;

import io.tailwater.core.producer.AppendedBatch;
import io.tailwater.core.producer.ProducerStates;
import io.tailwater.core.producer.SequenceVerdict;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.transaction.ProducerIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A partition as transactions see it: who may write is what {@link ProducerStates} say, and what became of the records that
 * a marker decided is kept. It never forgets. Used by one thread.
 */
final class SimulatedPartition {

    private final ProducerStates producers = new ProducerStates(Long.MAX_VALUE, Integer.MAX_VALUE);
    private final Map<ProducerIdentity, Integer> sequences = new HashMap<>();
    private final Map<Long, List<Integer>> undecided = new HashMap<>();
    private final Set<Integer> visible = new HashSet<>();
    private final Set<Integer> aborted = new HashSet<>();
    private long endOffset;

    /** Whether a producer's records are taken without asking the coordinator, since its transaction is open here. */
    boolean isOpen(ProducerIdentity identity) {
        return producers.inTransaction(identity.producerId(), identity.producerEpoch());
    }

    /** Takes a record of a transaction's number, unless a younger producer was here. */
    boolean write(ProducerIdentity identity, int number) {
        int sequence = sequences.getOrDefault(identity, 0);
        AppendedBatch batch = new AppendedBatch(
                identity.producerId(), identity.producerEpoch(), sequence, sequence, endOffset, 0, true);
        if (producers.check(batch, 0) != SequenceVerdict.IN_SEQUENCE) {
            return false;
        }
        producers.appended(batch, 0, endOffset++);
        sequences.put(identity, sequence + 1);
        undecided
                .computeIfAbsent(identity.producerId(), id -> new ArrayList<>())
                .add(number);
        return true;
    }

    /** Decides what is open, unless the marker comes too late. */
    void end(DecidedTransaction decided) {
        TransactionMarker marker = decided.marker();
        if (producers.check(marker, decided.epochPerTransaction(), 0) != null) {
            return;
        }
        producers.ended(marker, endOffset++, 0, 0);
        List<Integer> numbers = undecided.remove(marker.producerId());
        if (numbers != null) {
            (marker.committed() ? visible : aborted).addAll(numbers);
        }
    }

    Set<Integer> visible() {
        return visible;
    }

    Set<Integer> aborted() {
        return aborted;
    }

    boolean hasUndecided() {
        return producers.firstUndecidedOffset() != Long.MAX_VALUE;
    }
}

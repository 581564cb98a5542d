package io.tailwater.core.compaction;

import io.tailwater.core.record.ControlBatch;
import io.tailwater.core.record.TransactionMarker;
import io.tailwater.spi.AbortedTransaction;
import io.tailwater.spi.RecordBatchHeader;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which batches of a log belong to aborted transactions, and which markers to transactions that have no batches any more, as
 * one walks through it in order. Owned by the compacting thread. Everything it is shown is decided: nothing past the last
 * stable offset is compacted.
 */
final class DecidedTransactions {

    private final PriorityQueue<AbortedTransaction> coming =
            new PriorityQueue<>(Comparator.comparingLong(AbortedTransaction::firstOffset));

    /** By producer: whether a batch of its aborted transaction, which has begun and not ended, was met. */
    private final Map<Long, Boolean> aborted = new HashMap<>();

    /** Producers of whose committed transactions batches were met, and not the end. */
    private final Set<Long> committed = new HashSet<>();

    /** Those that overlap what is walked through next; some may have been told before. */
    void add(Collection<AbortedTransaction> transactions) {
        coming.addAll(transactions);
    }

    /** Whether a batch, the next, is no marker and belongs to an aborted transaction. */
    boolean isAborted(ByteBuffer batch, int at) {
        begin(RecordBatchHeader.lastOffset(batch, at));
        if (!RecordBatchHeader.isTransactional(batch, at)) {
            return false;
        }
        long producerId = RecordBatchHeader.producerId(batch, at);
        if (aborted.containsKey(producerId)) {
            aborted.put(producerId, true);
            return true;
        }
        committed.add(producerId);
        return false;
    }

    /** Whether a control batch, the next, ends nothing of which there are batches. */
    boolean isIdle(ByteBuffer batch, int at) {
        begin(RecordBatchHeader.lastOffset(batch, at));
        TransactionMarker marker = ControlBatch.read(batch, at);
        if (marker == null) {
            return true; // without its record it marks nothing
        }
        if (marker.committed()) {
            return !committed.remove(marker.producerId());
        }
        Boolean met = aborted.remove(marker.producerId());
        return met == null || !met;
    }

    private void begin(long upTo) {
        for (AbortedTransaction next = coming.peek();
                next != null && next.firstOffset() <= upTo;
                next = coming.peek()) {
            coming.remove();
            if (next.lastOffset() >= upTo) {
                aborted.putIfAbsent(next.producerId(), false);
            }
        }
    }
}

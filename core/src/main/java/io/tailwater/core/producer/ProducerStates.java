package io.tailwater.core.producer;

import io.tailwater.core.record.TransactionMarker;
import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a partition remembers of the producers that wrote to it, so that a batch sent again is not stored again, a lost one
 * is noticed, and it is known which transactions are not decided. Owned by the partition's shard.
 *
 * <p>The rules are those of Kafka 4: an unknown producer may begin with any sequence number (what was known of it may have
 * expired), a new epoch begins with 0, an older epoch is refused. A producer with an open transaction is never forgotten.
 */
public final class ProducerStates {

    private final long expirationMillis;
    private final int maxProducers;

    /** Least recently seen first. */
    private final LinkedHashMap<Long, ProducerState> byId = new LinkedHashMap<>(4, 0.75f, true);

    private final OngoingTransactions ongoing = new OngoingTransactions();

    /** Spares the map where one producer writes many batches in a row. */
    private @Nullable ProducerState latest;

    /**
     * @param expirationMillis a producer not seen for so long is forgotten
     * @param maxProducers at most so many are remembered
     */
    public ProducerStates(long expirationMillis, int maxProducers) {
        this.expirationMillis = expirationMillis;
        this.maxProducers = maxProducers;
    }

    /** How many producers are remembered. */
    public int size() {
        return byId.size();
    }

    /** Whether a batch is the next of its producer; changes nothing. */
    public SequenceVerdict check(AppendedBatch batch, long nowMillis) {
        if (batch.producerEpoch() < 0 || batch.firstSequence() < 0) {
            return refused(
                    ErrorCode.INVALID_RECORD,
                    "Producer " + batch.producerId() + " sent epoch " + batch.producerEpoch() + " and sequence "
                            + batch.firstSequence() + ", neither of which may be negative");
        }
        ProducerState known = find(batch.producerId(), nowMillis);
        if (known == null) {
            return SequenceVerdict.IN_SEQUENCE;
        }
        if (batch.producerEpoch() < known.epoch()) {
            return refused(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "Producer " + batch.producerId() + " has epoch " + known.epoch() + " here, and sent "
                            + batch.producerEpoch());
        }
        if (known.inTransaction() && !batch.transactional()) {
            return refused(
                    ErrorCode.INVALID_TXN_STATE,
                    "Producer " + batch.producerId()
                            + " has an open transaction here, to which this batch does not belong");
        }
        SequenceVerdict.Duplicate duplicate =
                known.find(batch.producerEpoch(), batch.firstSequence(), batch.lastSequence());
        if (duplicate != null) {
            return duplicate;
        }
        return nextOf(known, batch);
    }

    private static SequenceVerdict nextOf(ProducerState known, AppendedBatch batch) {
        int expected = batch.producerEpoch() == known.epoch() && known.hasBatches()
                ? Sequences.plus(known.lastSequence(), 1)
                : 0;
        if (batch.firstSequence() == expected) {
            return SequenceVerdict.IN_SEQUENCE;
        }
        return refused(
                ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                "Producer " + batch.producerId() + " sent sequence " + batch.firstSequence() + " of epoch "
                        + batch.producerEpoch() + " where " + expected + " is due");
    }

    private static SequenceVerdict refused(ErrorCode code, String message) {
        return new SequenceVerdict.Refused(new BrokerError(code, message));
    }

    private @Nullable ProducerState find(long producerId, long nowMillis) {
        ProducerState state = latest;
        if (state == null || state.producerId != producerId) {
            state = byId.get(producerId);
        }
        return state == null || isExpired(state, nowMillis) ? null : state;
    }

    private boolean isExpired(ProducerState state, long nowMillis) {
        return !state.inTransaction() && nowMillis - state.lastSeenMillis() >= expirationMillis;
    }

    /**
     * Whether a producer's transaction of this epoch is open here. One of an epoch before is another: what decides it is on its
     * way, and a record of the next must not become part of it (KIP-890).
     */
    public boolean inTransaction(long producerId, short producerEpoch) {
        ProducerState state = latest;
        if (state == null || state.producerId != producerId) {
            state = byId.get(producerId);
        }
        return state != null && state.inTransaction() && state.epoch() == producerEpoch;
    }

    /** The first offset of the earliest open transaction, {@code Long.MAX_VALUE} when there is none. */
    public long firstUndecidedOffset() {
        OngoingTransactions.Ongoing first = ongoing.first();
        return first == null ? Long.MAX_VALUE : first.firstOffset();
    }

    /** How many bytes the partition had grown by before the earliest open transaction, {@code otherwise} without one. */
    public long bytesBeforeUndecided(long otherwise) {
        OngoingTransactions.Ongoing first = ongoing.first();
        return first == null ? otherwise : first.bytesBefore();
    }

    /** What is remembered of each producer, longest idle first. */
    public List<ProducerDescription> describe() {
        return byId.values().stream().map(ProducerState::describe).toList();
    }

    /** Where each producer ended. */
    public Map<Long, ProducerEnd> ends() {
        Map<Long, ProducerEnd> ends = new HashMap<>(2 * byId.size());
        byId.forEach((producerId, state) -> ends.put(producerId, state.end()));
        return ends;
    }

    /**
     * Remembers a batch that was appended, be it now or, when a log is read again, earlier.
     *
     * @param bytesBefore how many bytes the partition had grown by before it
     */
    public void appended(AppendedBatch batch, long nowMillis, long bytesBefore) {
        ProducerState state = stateOf(batch.producerId(), batch.producerEpoch(), nowMillis);
        boolean begins = batch.transactional() && !state.inTransaction();
        state.add(batch, nowMillis);
        if (begins) {
            ongoing.begin(batch.producerId(), batch.baseOffset(), bytesBefore);
        }
    }

    /**
     * Why a marker must not be written, or null when it may be; changes nothing.
     *
     * @param epochPerTransaction whether a marker's epoch is above that of the records before it (KIP-890), so that one with
     *     an epoch that was seen before comes late
     */
    public @Nullable BrokerError check(TransactionMarker marker, boolean epochPerTransaction, long nowMillis) {
        ProducerState known = find(marker.producerId(), nowMillis);
        if (known == null) {
            return null;
        }
        // KAFKA-19999: one that was written before is written again by a coordinator that does not know.
        boolean again = marker.producerEpoch() == known.epoch() && !known.inTransaction();
        boolean used = marker.producerEpoch() == known.epoch() && epochPerTransaction;
        boolean late = marker.producerEpoch() < known.epoch() || (used && !again);
        if (late) {
            return new BrokerError(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "Producer " + marker.producerId() + " has epoch " + known.epoch() + " here, and the marker has "
                            + marker.producerEpoch());
        }
        if (marker.coordinatorEpoch() < known.coordinatorEpoch()) {
            return new BrokerError(
                    ErrorCode.TRANSACTION_COORDINATOR_FENCED,
                    "A coordinator of epoch " + known.coordinatorEpoch() + " wrote for producer " + marker.producerId()
                            + " here before this one of epoch " + marker.coordinatorEpoch());
        }
        return null;
    }

    /**
     * Remembers a marker that was appended.
     *
     * @param offset the marker's
     * @return the transaction that it decided, or null when none was open here
     */
    public @Nullable EndedTransaction ended(
            TransactionMarker marker, long offset, long timestampMillis, long nowMillis) {
        stateOf(marker.producerId(), marker.producerEpoch(), nowMillis).ended(marker, timestampMillis, nowMillis);
        OngoingTransactions.Ongoing ended = ongoing.end(marker.producerId());
        return ended == null
                ? null
                : new EndedTransaction(ended.firstOffset(), Math.min(firstUndecidedOffset(), offset + 1));
    }

    private ProducerState stateOf(long producerId, short epoch, long nowMillis) {
        ProducerState state = find(producerId, nowMillis);
        if (state == null) {
            state = new ProducerState(producerId, epoch);
            byId.put(producerId, state);
            forgetEldest(nowMillis, producerId);
        }
        latest = state;
        return state;
    }

    private void forgetEldest(long nowMillis, long except) {
        Iterator<ProducerState> eldestFirst = byId.values().iterator();
        while (eldestFirst.hasNext()) {
            ProducerState eldest = eldestFirst.next();
            if (eldest.inTransaction()) {
                continue;
            }
            if (eldest.producerId == except || (byId.size() <= maxProducers && !isExpired(eldest, nowMillis))) {
                return;
            }
            eldestFirst.remove();
        }
    }

    /** How many bytes {@link #encode} writes. */
    public int encodedBytes() {
        int bytes = Integer.BYTES;
        for (ProducerState state : byId.values()) {
            bytes += state.encodedBytes();
        }
        return bytes;
    }

    /** Writes how many there are, then each, least recently seen first. */
    public void encode(ByteBuffer target) {
        target.putInt(byId.size());
        for (ProducerState state : byId.values()) {
            state.encode(target);
        }
    }

    /** Takes up what {@link #encode} wrote; to be called on an empty memory. */
    public void decode(ByteBuffer source) {
        for (int left = source.getInt(); left > 0; left--) {
            ProducerState state = ProducerState.decode(source);
            byId.put(state.producerId, state);
        }
        byId.values().stream()
                .filter(ProducerState::inTransaction)
                .sorted(Comparator.comparingLong(ProducerState::transactionFirstOffset))
                .forEach(state -> ongoing.begin(state.producerId, state.transactionFirstOffset(), 0));
    }

    /** What is remembered, for messages and tests. */
    Map<Long, ProducerState> byId() {
        return byId;
    }
}

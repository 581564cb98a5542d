package io.tailwater.core.producer;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a partition remembers of the producers that wrote to it, so that a batch sent again is not stored again and a lost one
 * is noticed. Owned by the partition's shard.
 *
 * <p>The rules are those of Kafka 4: an unknown producer may begin with any sequence number (what was known of it may have
 * expired), a new epoch begins with 0, an older epoch is refused.
 */
public final class ProducerStates {

    private final long expirationMillis;
    private final int maxProducers;

    /** Least recently seen first. */
    private final LinkedHashMap<Long, ProducerState> byId = new LinkedHashMap<>(4, 0.75f, true);

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
        return nowMillis - state.lastSeenMillis() >= expirationMillis;
    }

    /** Remembers a batch that was appended, be it now or, when a log is read again, earlier. */
    public void appended(AppendedBatch batch, long nowMillis) {
        stateOf(batch.producerId(), batch.producerEpoch(), nowMillis).add(batch, nowMillis);
    }

    /** Remembers that a transaction's marker raised a producer's epoch. */
    public void fenced(long producerId, short epoch, long nowMillis) {
        stateOf(producerId, epoch, nowMillis).fence(epoch, nowMillis);
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
    }

    /** What is remembered, for messages and tests. */
    Map<Long, ProducerState> byId() {
        return byId;
    }
}

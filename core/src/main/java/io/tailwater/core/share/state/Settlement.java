package io.tailwater.core.share.state;

import io.tailwater.core.result.BrokerError;
import io.tailwater.core.result.ErrorCode;
import io.tailwater.core.share.AcknowledgeType;
import io.tailwater.core.share.Acknowledgement;
import io.tailwater.core.share.record.DeliveryState;
import io.tailwater.core.share.record.StateBatch;
import io.tailwater.core.share.state.InFlight.Range;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes of what a member says of its records: found out without changing anything, because it counts as a whole or not at
 * all. Used for one partition of one request.
 */
final class Settlement {

    /** Offsets that their member keeps. */
    record Renewal(long firstOffset, long lastOffset, int deliveryCount) {}

    private final InFlight inFlight;
    private final String memberId;
    private final int deliveryLimit;
    private final List<StateBatch> changes = new ArrayList<>();
    private final List<Renewal> renewals = new ArrayList<>();
    private @Nullable BrokerError refusal;

    Settlement(InFlight inFlight, String memberId, int deliveryLimit) {
        this.inFlight = inFlight;
        this.memberId = memberId;
        this.deliveryLimit = deliveryLimit;
    }

    /** By offset; only of use when nothing was refused. */
    List<StateBatch> changes() {
        return changes;
    }

    List<Renewal> renewals() {
        return renewals;
    }

    /**
     * Goes through everything.
     *
     * @return why nothing of it counts, or null
     */
    @Nullable
    BrokerError settle(List<Acknowledgement> acknowledgements) {
        long next = Long.MIN_VALUE;
        for (Acknowledgement acknowledgement : acknowledgements) {
            if (acknowledgement.firstOffset() < next) {
                refusal = new BrokerError(
                        ErrorCode.INVALID_REQUEST,
                        "Offset " + acknowledgement.firstOffset() + " is acknowledged twice");
            } else {
                settle(acknowledgement);
            }
            if (refusal != null) {
                return refusal;
            }
            next = acknowledgement.lastOffset() + 1;
        }
        return null;
    }

    /** What lies below the start was deleted, or settled otherwise: nobody minds. */
    private void settle(Acknowledgement acknowledgement) {
        if (acknowledgement.lastOffset() >= inFlight.endOffset()) {
            refusal = new BrokerError(
                    ErrorCode.INVALID_REQUEST,
                    "Offset " + acknowledgement.lastOffset() + " was not delivered to anybody yet");
            return;
        }
        long at = Math.max(acknowledgement.firstOffset(), inFlight.startOffset());
        while (at <= acknowledgement.lastOffset()) {
            Range range = inFlight.ceiling(at);
            if (range == null || range.first() > at || !range.isWith(memberId)) {
                refusal = new BrokerError(
                        ErrorCode.INVALID_RECORD_STATE, "Offset " + at + " is not with member " + memberId);
                return;
            }
            long last = Math.min(range.last(), acknowledgement.lastOffset());
            settleRuns(at, last, acknowledgement, range.deliveryCount());
            at = last + 1;
        }
    }

    private void settleRuns(long first, long last, Acknowledgement acknowledgement, int deliveryCount) {
        if (acknowledgement.types().size() == 1) {
            settle(first, last, acknowledgement.typeOf(first), deliveryCount);
            return;
        }
        long from = first;
        while (from <= last) {
            AcknowledgeType type = acknowledgement.typeOf(from);
            long to = from;
            while (to < last && acknowledgement.typeOf(to + 1) == type) {
                to++;
            }
            settle(from, to, type, deliveryCount);
            from = to + 1;
        }
    }

    private void settle(long first, long last, AcknowledgeType type, int deliveryCount) {
        if (type == AcknowledgeType.RENEW) {
            renewals.add(new Renewal(first, last, deliveryCount));
            return;
        }
        DeliveryState state = switch (type) {
            case ACCEPT -> DeliveryState.ACKNOWLEDGED;
            case RELEASE -> afterRelease(deliveryCount, deliveryLimit);
            default -> DeliveryState.ARCHIVED;
        };
        add(changes, new StateBatch(first, last, state, deliveryCount));
    }

    /** What becomes of a record that its member did not accept. */
    static DeliveryState afterRelease(int deliveryCount, int deliveryLimit) {
        return deliveryCount >= deliveryLimit ? DeliveryState.ARCHIVED : DeliveryState.AVAILABLE;
    }

    /** Adds a change behind those that are there, with which it may make one. */
    static void add(List<StateBatch> changes, StateBatch change) {
        StateBatch before = changes.isEmpty() ? null : changes.get(changes.size() - 1);
        if (before != null
                && before.lastOffset() + 1 == change.firstOffset()
                && before.state() == change.state()
                && before.deliveryCount() == change.deliveryCount()) {
            changes.set(
                    changes.size() - 1,
                    new StateBatch(before.firstOffset(), change.lastOffset(), change.state(), change.deliveryCount()));
        } else {
            changes.add(change);
        }
    }
}

package io.tailwater.core.share.state;

import io.tailwater.core.share.AcquiredRange;
import io.tailwater.core.share.record.DeliveryState;
import io.tailwater.core.share.record.StateBatch;
import io.tailwater.core.share.state.InFlight.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives a member records of one partition, as far as the batches go that were read. What members get is nobody else's at once;
 * what the log has no records for is told, to be written down. Used for one partition of one fetch.
 */
final class Acquisition {

    /** Batches are given whole where the limit falls inside of one, up to so many offsets under way. */
    private static final int MOST_LOCKS = 10_000;

    /**
     * What it goes by.
     *
     * @param maxRecords how many offsets to give about
     * @param strict whether that many at most
     * @param batchSize about how many to give together
     * @param maxLocks how many offsets may be under way
     * @param deliveryLimit how often a record is delivered at most
     */
    record Limits(int maxRecords, boolean strict, int batchSize, int maxLocks, int deliveryLimit) {}

    private final InFlight inFlight;
    private final String memberId;
    private final long lockedUntilMillis;
    private final Limits limits;
    private final List<AcquiredRange> acquired = new ArrayList<>();
    private final List<StateBatch> withoutRecords = new ArrayList<>();
    private long count;
    private boolean full;

    Acquisition(InFlight inFlight, String memberId, long lockedUntilMillis, Limits limits) {
        this.inFlight = inFlight;
        this.memberId = memberId;
        this.lockedUntilMillis = lockedUntilMillis;
        this.limits = limits;
    }

    /** What the member has now, by offset. */
    List<AcquiredRange> acquired() {
        return acquired;
    }

    /** How many offsets that is. */
    long count() {
        return count;
    }

    /** Offsets for which there are no records, by offset: to be done with. */
    List<StateBatch> withoutRecords() {
        return withoutRecords;
    }

    /** Gives what there is in batches that were read from an offset on. */
    void acquire(long readOffset, List<BatchSpan> batches) {
        if (readOffset > inFlight.endOffset()) {
            return; // The group went back meanwhile: what was read is not what comes next.
        }
        long at = Math.max(readOffset, inFlight.startOffset());
        for (BatchSpan batch : batches) {
            if (batch.lastOffset() < at) {
                continue;
            }
            long first = Math.max(batch.firstOffset(), at);
            if (first > at) {
                leaveOut(at, first - 1);
            }
            if (!batch.deliverable()) {
                leaveOut(first, batch.lastOffset());
            } else {
                again(first, batch.lastOffset());
                anew(first, batch.lastOffset());
            }
            if (full) {
                return;
            }
            at = batch.lastOffset() + 1;
        }
    }

    private void leaveOut(long first, long last) {
        long at = first;
        while (at <= last) {
            Range range = inFlight.ceiling(at);
            long freeUntil = range == null ? last : Math.min(last, range.first() - 1);
            if (range == null || freeUntil >= at) {
                Settlement.add(withoutRecords, new StateBatch(at, freeUntil, DeliveryState.ARCHIVED, 0));
                at = freeUntil + 1;
                continue;
            }
            long to = Math.min(last, range.last());
            if (range.state() == DeliveryState.AVAILABLE) {
                Settlement.add(withoutRecords, new StateBatch(at, to, DeliveryState.ARCHIVED, range.deliveryCount()));
            }
            at = to + 1;
        }
    }

    /** Gives what was delivered before and is available again. */
    private void again(long first, long last) {
        long at = first;
        while (!full && at <= last) {
            Range range = inFlight.ceiling(at);
            if (range == null || range.first() > last) {
                return;
            }
            long from = Math.max(at, range.first());
            long to = Math.min(last, range.last());
            if (range.state() == DeliveryState.AVAILABLE) {
                long most = mostOf(range);
                if (most == 0) {
                    full = true;
                    return;
                }
                give(from, from + Math.min(to - from, most - 1), range.deliveryCount() + 1);
                full |= most < Long.MAX_VALUE;
            }
            at = to + 1;
        }
    }

    /**
     * How many offsets of a range that was delivered before to give together. A record that nobody can deal with must not take
     * its neighbours with it: the more often a range was delivered the smaller the pieces it is delivered in, and for the last time
     * each record comes alone.
     */
    private long mostOf(Range range) {
        int slowFrom = Math.max(2, (limits.deliveryLimit + 1) / 2);
        if (range.deliveryCount() < slowFrom) {
            return Long.MAX_VALUE;
        }
        if (count > 0) {
            return 0;
        }
        boolean lastTime = range.deliveryCount() >= limits.deliveryLimit - 1 && limits.deliveryLimit > 2;
        return lastTime ? 1 : Math.max(1, range.size() >> (range.deliveryCount() - slowFrom + 1));
    }

    /** Gives what nobody had yet. */
    private void anew(long first, long last) {
        long from = Math.max(first, endWithLeftOut());
        if (full || from > last) {
            return;
        }
        long underWay = from - inFlight.startOffset();
        if (underWay >= limits.maxLocks) {
            full = true;
            return;
        }
        long room = (limits.strict ? limits.maxLocks : Math.max(limits.maxLocks, MOST_LOCKS)) - underWay;
        long to = Math.min(last, from + room - 1);
        give(from, to, 1);
        full |= to < last;
    }

    /** The end, when what was left out is written down. */
    private long endWithLeftOut() {
        long leftOut = withoutRecords.isEmpty()
                ? 0
                : withoutRecords.get(withoutRecords.size() - 1).lastOffset() + 1;
        return Math.max(inFlight.endOffset(), leftOut);
    }

    private void give(long first, long last, int deliveryCount) {
        long to = limits.strict ? Math.min(last, first + limits.maxRecords - count - 1) : last;
        if (to >= first) {
            inFlight.acquire(first, to, deliveryCount, memberId, lockedUntilMillis);
            tell(first, to, deliveryCount);
            count += to - first + 1;
        }
        full |= to < last || count >= limits.maxRecords;
    }

    private void tell(long first, long last, int deliveryCount) {
        AcquiredRange before = acquired.isEmpty() ? null : acquired.get(acquired.size() - 1);
        if (before != null
                && before.lastOffset() + 1 == first
                && before.deliveryCount() == deliveryCount
                && before.lastOffset() - before.firstOffset() + 1 < limits.batchSize) {
            acquired.set(acquired.size() - 1, new AcquiredRange(before.firstOffset(), last, deliveryCount));
        } else {
            acquired.add(new AcquiredRange(first, last, deliveryCount));
        }
    }
}

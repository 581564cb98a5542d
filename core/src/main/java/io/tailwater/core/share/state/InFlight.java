package io.tailwater.core.share.state;

import io.tailwater.core.share.record.DeliveryState;
import io.tailwater.core.share.record.StateBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The records of a partition that a share group is at: from its start offset, below which all is done with, to its end offset,
 * from which on nothing was delivered yet. In ranges of offsets of which the same is so. Confined to its coordinator's event loop.
 */
final class InFlight {

    /** Offsets in a row of which the same is so. Changed by {@link InFlight} only. */
    static final class Range {

        private final long first;
        private long last;
        private final DeliveryState state;
        private final int deliveryCount;
        private final String memberId;
        private final long lockedUntilMillis;

        private Range(
                long first,
                long last,
                DeliveryState state,
                int deliveryCount,
                String memberId,
                long lockedUntilMillis) {
            this.first = first;
            this.last = last;
            this.state = state;
            this.deliveryCount = deliveryCount;
            this.memberId = memberId;
            this.lockedUntilMillis = lockedUntilMillis;
        }

        long first() {
            return first;
        }

        long last() {
            return last;
        }

        long size() {
            return last - first + 1;
        }

        DeliveryState state() {
            return state;
        }

        int deliveryCount() {
            return deliveryCount;
        }

        /** When somebody else may have them; only while they are acquired. */
        long lockedUntilMillis() {
            return lockedUntilMillis;
        }

        boolean isWith(String member) {
            return state == DeliveryState.ACQUIRED && memberId.equals(member);
        }

        private Range from(long newFirst) {
            return new Range(newFirst, last, state, deliveryCount, memberId, lockedUntilMillis);
        }

        private boolean continues(Range before) {
            return before.last + 1 == first
                    && before.state == state
                    && before.deliveryCount == deliveryCount
                    && before.lockedUntilMillis == lockedUntilMillis
                    && before.memberId.equals(memberId);
        }
    }

    private static final String NOBODY = "";
    private static final long NO_LOCK = Long.MAX_VALUE;

    private final TreeMap<Long, Range> ranges = new TreeMap<>();
    private long startOffset;
    private long endOffset;

    InFlight(long startOffset) {
        this.startOffset = startOffset;
        this.endOffset = startOffset;
    }

    /** Everything below is done with. */
    long startOffset() {
        return startOffset;
    }

    /** Nothing from here on was delivered yet. */
    long endOffset() {
        return endOffset;
    }

    /** By offset; to be gone through without changing anything. */
    Collection<Range> ranges() {
        return ranges.values();
    }

    int rangeCount() {
        return ranges.size();
    }

    /** Where something is to be delivered: the first that is available, or else the end. */
    long nextOffset() {
        for (Range range : ranges.values()) {
            if (range.state == DeliveryState.AVAILABLE) {
                return range.first;
            }
        }
        return endOffset;
    }

    /** The range with the first offset at or above one, or null. */
    @Nullable
    Range ceiling(long offset) {
        Map.Entry<Long, Range> floor = ranges.floorEntry(offset);
        if (floor != null && floor.getValue().last >= offset) {
            return floor.getValue();
        }
        Map.Entry<Long, Range> higher = ranges.higherEntry(offset);
        return higher == null ? null : higher.getValue();
    }

    /** Offsets that are as said from now on, and with nobody; what lies below the start is not looked at. */
    void set(StateBatch batch) {
        put(batch.firstOffset(), batch.lastOffset(), batch.state(), batch.deliveryCount(), NOBODY, NO_LOCK);
    }

    /** Offsets that a member has from now on. */
    void acquire(long first, long last, int deliveryCount, String memberId, long lockedUntilMillis) {
        put(first, last, DeliveryState.ACQUIRED, deliveryCount, memberId, lockedUntilMillis);
    }

    private void put(
            long from, long last, DeliveryState state, int deliveryCount, String memberId, long lockedUntilMillis) {
        long first = Math.max(from, startOffset);
        if (last < first) {
            return;
        }
        split(first);
        split(last + 1);
        ranges.subMap(first, true, last, true).clear();
        Range range = new Range(first, last, state, deliveryCount, memberId, lockedUntilMillis);
        ranges.put(first, range);
        join(ranges.higherEntry(first), range);
        Map.Entry<Long, Range> lower = ranges.lowerEntry(first);
        if (lower != null) {
            join(ranges.floorEntry(first), lower.getValue());
        }
        endOffset = Math.max(endOffset, last + 1);
    }

    /** Has no range begin before an offset and end at or after it. */
    private void split(long at) {
        Map.Entry<Long, Range> floor = ranges.lowerEntry(at);
        if (floor != null && floor.getValue().last >= at) {
            ranges.put(at, floor.getValue().from(at));
            floor.getValue().last = at - 1;
        }
    }

    private void join(Map.@Nullable Entry<Long, Range> entry, Range before) {
        if (entry != null && entry.getValue().continues(before)) {
            before.last = entry.getValue().last;
            ranges.remove(entry.getKey());
        }
    }

    /** Everything below an offset is done with. */
    void moveStart(long offset) {
        if (offset > startOffset) {
            split(offset);
            ranges.headMap(offset).clear();
            startOffset = offset;
            endOffset = Math.max(endOffset, offset);
        }
    }

    /** Makes available what was delivered to somebody of whom nothing is known: it is in no range when it is read back. */
    void fillGaps() {
        long at = startOffset;
        List<StateBatch> gaps = new ArrayList<>();
        for (Range range : ranges.values()) {
            if (range.first > at) {
                gaps.add(new StateBatch(at, range.first - 1, DeliveryState.AVAILABLE, 0));
            }
            at = range.last + 1;
        }
        gaps.forEach(this::set);
    }

    /** Where the start is after some changes, which are by offset: past everything that is done with then. */
    long startAfter(List<StateBatch> changes) {
        long at = startOffset;
        int next = 0;
        while (at < endOffset || next < changes.size()) {
            while (next < changes.size() && changes.get(next).lastOffset() < at) {
                next++;
            }
            StateBatch change =
                    next < changes.size() && changes.get(next).firstOffset() <= at ? changes.get(next) : null;
            if (change != null) {
                if (!change.state().isFinal()) {
                    return at;
                }
                at = change.lastOffset() + 1;
                continue;
            }
            Range range = ceiling(at);
            if (range == null || range.first > at || !range.state.isFinal()) {
                return at;
            }
            at = range.last + 1;
        }
        return at;
    }

    /** How many offsets from one on are done with; without those of some changes, which were not before. */
    long doneCount(long from) {
        long count = 0;
        NavigableMap<Long, Range> tail = ranges.tailMap(from, true);
        Range around = ceiling(from);
        if (around != null && around.first < from && around.state.isFinal()) {
            count += around.last - from + 1;
        }
        for (Range range : tail.values()) {
            count += range.state.isFinal() ? range.size() : 0;
        }
        return count;
    }

    /** What of it outlives the broker: who has records does not, nor that they were delivered this once. */
    List<StateBatch> kept() {
        List<StateBatch> kept = new ArrayList<>();
        for (Range range : ranges.values()) {
            boolean acquired = range.state == DeliveryState.ACQUIRED;
            DeliveryState state = acquired ? DeliveryState.AVAILABLE : range.state;
            int deliveryCount = acquired ? range.deliveryCount - 1 : range.deliveryCount;
            if (state != DeliveryState.AVAILABLE || deliveryCount > 0) {
                kept.add(new StateBatch(range.first, range.last, state, deliveryCount));
            }
        }
        return kept;
    }
}

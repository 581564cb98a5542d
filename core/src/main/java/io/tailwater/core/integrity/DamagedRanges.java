package io.tailwater.core.integrity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The damaged ranges of one partition that are known. Owned by its shard. */
public final class DamagedRanges {

    /** With more, neighbours become one: a file full of damage must not fill the memory. */
    static final int MAX_RANGES = 1_000;

    private final TreeMap<Long, DamagedRange> ranges = new TreeMap<>();

    /** The range that holds an offset, or null. */
    public @Nullable DamagedRange at(long offset) {
        if (ranges.isEmpty()) {
            return null;
        }
        Map.Entry<Long, DamagedRange> floor = ranges.floorEntry(offset);
        return floor != null && floor.getValue().holds(offset) ? floor.getValue() : null;
    }

    /** The first range that begins past an offset, or null. */
    public @Nullable DamagedRange after(long offset) {
        if (ranges.isEmpty()) {
            return null;
        }
        Map.Entry<Long, DamagedRange> higher = ranges.higherEntry(offset);
        return higher == null ? null : higher.getValue();
    }

    /** Adds one. @return whether any offset of it is news */
    public boolean add(DamagedRange found) {
        DamagedRange same = at(found.fromOffset());
        if (same != null && same.toOffset() >= found.toOffset()) {
            return false;
        }
        long from = found.fromOffset();
        long to = found.toOffset();
        for (DamagedRange known : List.copyOf(ranges.values())) {
            if (known.overlaps(found.fromOffset(), found.toOffset())) {
                ranges.remove(known.fromOffset());
                from = Math.min(from, known.fromOffset());
                to = Math.max(to, known.toOffset());
            }
        }
        ranges.put(from, new DamagedRange(from, to, found.finding()));
        if (ranges.size() > MAX_RANGES) {
            mergeNeighbours();
        }
        return true;
    }

    /** The two whose distance is the smallest become one; what lies between is lost to readers. */
    private void mergeNeighbours() {
        long least = Long.MAX_VALUE;
        DamagedRange before = null;
        DamagedRange merged = null;
        for (DamagedRange range : ranges.values()) {
            if (before != null && range.fromOffset() - before.toOffset() < least) {
                least = range.fromOffset() - before.toOffset();
                merged = new DamagedRange(before.fromOffset(), range.toOffset(), "many batches are damaged");
            }
            before = range;
        }
        if (merged != null) {
            DamagedRange whole = merged;
            ranges.values().removeIf(range -> range.overlaps(whole.fromOffset(), whole.toOffset()));
            ranges.put(whole.fromOffset(), whole);
        }
    }

    /** Forgets ranges that lie wholly among some offsets, which were deleted, cut off or written anew. @return whether there was any */
    public boolean forget(long from, long to) {
        return ranges.values().removeIf(range -> range.fromOffset() >= from && range.toOffset() <= to);
    }

    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** All of them, by offset. */
    public List<DamagedRange> list() {
        return new ArrayList<>(ranges.values());
    }
}

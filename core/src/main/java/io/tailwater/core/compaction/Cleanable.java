package io.tailwater.core.compaction;

import io.tailwater.core.topic.TopicCompaction;
import io.tailwater.spi.PartitionLog;
import io.tailwater.spi.SegmentInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a log may be compacted, and whether it is worth it. Immutable.
 *
 * @param endOffset where it ends: the rest is being written, not decided, or too young
 * @param dirtyBytes how many of the bytes were not compacted yet
 * @param totalBytes how many there are
 * @param overdue whether some of them must not wait any longer, or something kept for a while may go
 * @param due whether to compact the log now
 */
record Cleanable(long endOffset, long dirtyBytes, long totalBytes, boolean overdue, boolean due) {

    /** Looks at a log; blocking. */
    static Cleanable of(CompactableLog target, CompactionPoint point, long nowMillis) {
        TopicCompaction rules = target.config().compaction();
        long end = target.log().startOffset();
        long dirtyBytes = 0;
        long totalBytes = 0;
        boolean overdue = false;
        for (SegmentInfo segment : closed(target.log())) {
            if (segment.endOffset() > target.decidedEnd() || isYoung(segment, rules, nowMillis)) {
                break;
            }
            totalBytes += segment.sizeBytes();
            if (segment.endOffset() > point.dirtyFrom()) {
                dirtyBytes += segment.sizeBytes();
                overdue |= isOld(segment, rules, nowMillis);
            }
            end = segment.endOffset();
        }
        boolean expired = totalBytes > 0 && point.nextHorizonMillis() <= nowMillis;
        boolean dirty = dirtyBytes > 0 && dirtyBytes > rules.minDirtyRatio() * totalBytes;
        return new Cleanable(end, dirtyBytes, totalBytes, overdue || expired, dirty || overdue || expired);
    }

    /** The segments that are not being written, oldest first; blocking. */
    static List<SegmentInfo> closed(PartitionLog log) {
        List<SegmentInfo> closed = new ArrayList<>(log.segments());
        closed.removeIf(SegmentInfo::active);
        return closed;
    }

    private static boolean isYoung(SegmentInfo segment, TopicCompaction rules, long nowMillis) {
        return rules.minLagMillis() > 0 && segment.newestMillis() > nowMillis - rules.minLagMillis();
    }

    /** Whether there is something in a segment that should have been compacted. */
    static boolean isOld(SegmentInfo segment, TopicCompaction rules, long nowMillis) {
        return segment.firstTimestampMillis() >= 0
                && rules.maxLagMillis() < Long.MAX_VALUE
                && segment.firstTimestampMillis() < nowMillis - rules.maxLagMillis();
    }

    /** How much of it is dirty, from 0 to 1. */
    double dirtyRatio() {
        return totalBytes == 0 ? 0 : (double) dirtyBytes / totalBytes;
    }
}

package io.tailwater.core.compaction;

import io.tailwater.spi.SegmentInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments that become one.
 *
 * @param fromOffset where the first begins
 * @param toOffset where the last ends
 * @param sizeBytes of all together
 * @param segments how many
 */
record SegmentGroup(long fromOffset, long toOffset, long sizeBytes, int segments) {

    /** Groups of neighbours, none larger than a segment is to be. */
    static List<SegmentGroup> of(List<SegmentInfo> segments, int segmentBytes) {
        List<SegmentGroup> groups = new ArrayList<>();
        SegmentGroup group = null;
        for (SegmentInfo segment : segments) {
            SegmentGroup alone = new SegmentGroup(segment.baseOffset(), segment.endOffset(), segment.sizeBytes(), 1);
            if (group == null) {
                group = alone;
            } else if (group.sizeBytes + alone.sizeBytes <= segmentBytes
                    && alone.toOffset - group.fromOffset <= Integer.MAX_VALUE) {
                group = new SegmentGroup(
                        group.fromOffset, alone.toOffset, group.sizeBytes + alone.sizeBytes, group.segments + 1);
            } else {
                groups.add(group);
                group = alone;
            }
        }
        if (group != null) {
            groups.add(group);
        }
        return groups;
    }
}

package io.tailwater.core.retention;

import io.tailwater.spi.SegmentInfo;
import java.util.List;

/** The times by which segments are old. Stateless. */
final class SegmentAges {

    private SegmentAges() {}

    /**
     * Up to when there is something in each segment: its largest timestamp; where its batches have none, when it was written
     * last, as in Kafka; where that is not known, the time of the next one, which was written later; -1 where there is no such.
     */
    static long[] newestMillis(List<SegmentInfo> segments) {
        long[] newest = new long[segments.size()];
        long later = -1;
        for (int i = newest.length - 1; i >= 0; i--) {
            long own = segments.get(i).newestMillis();
            later = own >= 0 ? own : later;
            newest[i] = later;
        }
        return newest;
    }
}

package io.tailwater.core.retention;

import io.tailwater.spi.LogId;
import io.tailwater.spi.SegmentInfo;
import java.util.List;

/**
 * A log with the segments it had when it was looked at. Immutable.
 *
 * @param segments oldest first
 */
record ObservedLog(RetainedLog log, List<SegmentInfo> segments) {

    LogId id() {
        return log.id();
    }

    long sizeBytes() {
        long sum = 0;
        for (SegmentInfo segment : segments) {
            sum += segment.sizeBytes();
        }
        return sum;
    }

    /** How much is in the segment that is being written. */
    long activeBytes() {
        SegmentInfo last = segments.isEmpty() ? null : segments.get(segments.size() - 1);
        return last != null && last.active() ? last.sizeBytes() : 0;
    }
}

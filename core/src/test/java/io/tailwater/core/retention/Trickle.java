package io.tailwater.core.retention;

import io.tailwater.spi.SegmentInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A log that gets a record now and then, and does what it is told. Owned by a test. */
final class Trickle {

    private final RetainedLog log;
    private final long everyMillis;
    private final Deque<SegmentInfo> segments = new ArrayDeque<>();
    private long nowMillis = Segments.NOW;
    private long offset;

    Trickle(RetainedLog log, long everyMillis) {
        this.log = log;
        this.everyMillis = everyMillis;
    }

    /** Appends a record, and a moment later lets the policy look. */
    void step() {
        append();
        nowMillis += everyMillis;
        Verdict verdict = RetentionPolicy.judge(
                log, new ArrayList<>(segments), segments.getLast().firstTimestampMillis(), nowMillis);
        for (int i = 0; i < verdict.segments(); i++) {
            segments.removeFirst();
        }
        if (verdict.roll()) {
            SegmentInfo last = segments.removeLast();
            segments.addLast(withEnd(last, last.endOffset(), last.maxTimestampMillis(), false));
        }
    }

    private void append() {
        if (!segments.isEmpty() && segments.getLast().active()) {
            segments.addLast(withEnd(segments.removeLast(), offset + 1, nowMillis, true));
        } else {
            segments.addLast(new SegmentInfo(offset, offset + 1, 100, nowMillis, nowMillis, true));
        }
        offset++;
    }

    private static SegmentInfo withEnd(SegmentInfo segment, long endOffset, long maxMillis, boolean active) {
        return new SegmentInfo(
                segment.baseOffset(),
                endOffset,
                100 * (endOffset - segment.baseOffset()),
                segment.firstTimestampMillis(),
                maxMillis,
                active);
    }

    long oldestAgeMillis() {
        return nowMillis - segments.getFirst().firstTimestampMillis();
    }

    int segmentCount() {
        return List.copyOf(segments).size();
    }
}

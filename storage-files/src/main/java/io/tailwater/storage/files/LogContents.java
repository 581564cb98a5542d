package io.tailwater.storage.files;

import java.util.Arrays;

/**
 * The segments of a log and its offsets. The log's writer changes it, any thread reads. The end offset is published after
 * everything below it: who has read it sees the bytes, sizes and index entries.
 */
final class LogContents {

    private final LogPoints points;
    private volatile Segment[] segments;
    private volatile long endOffset;
    private LogWatch watch = LogWatch.NOBODY;

    /** @param segments oldest first */
    LogContents(LogPoints points, Segment[] segments, long endOffset) {
        this.points = points;
        this.segments = segments;
        this.endOffset = endOffset;
    }

    /** Never changed in place. */
    Segment[] segments() {
        return segments;
    }

    long startOffset() {
        return points.startOffset();
    }

    long endOffset() {
        return endOffset;
    }

    long durableOffset() {
        return Math.min(points.recoveryPoint(), endOffset);
    }

    LogPoints points() {
        return points;
    }

    /** Before the log has a writer. */
    void toldTo(LogWatch who) {
        watch = who;
        who.begins(startOffset(), endOffset, durableOffset());
    }

    void stopTelling() {
        watch.close();
    }

    // ---- the writer

    void publishEnd(long offset) {
        endOffset = offset;
        watch.endOffset(offset);
    }

    void startAt(long offset) {
        points.startAt(offset);
        watch.startOffset(offset);
    }

    void add(Segment segment) {
        Segment[] before = segments;
        Segment[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = segment;
        segments = after;
    }

    /** Forgets the oldest segments; nothing may be readable in them any more. */
    void dropOldest(int count) {
        Segment[] before = segments;
        segments = Arrays.copyOfRange(before, count, before.length);
    }

    /** Replaces everything, where the log was cut. */
    void replace(Segment[] remaining, long newEndOffset) {
        endOffset = newEndOffset;
        segments = remaining;
        watch.begins(startOffset(), newEndOffset, durableOffset());
    }

    /** By workers. */
    void durableTo(long offset) {
        points.durableTo(offset);
        watch.durableOffset(durableOffset());
    }

    /** Notes that rolled segments were forced: all is durable up to the end of the last one without a gap. */
    void advanceDurable() {
        long durable = -1;
        for (Segment segment : segments) {
            if (!segment.isDurable()) {
                break;
            }
            durable = segment.endOffset();
        }
        durableTo(durable);
    }

    /** The index of the youngest segment that begins at or below an offset, or 0 when all begin above it. */
    static int floor(Segment[] segments, long offset) {
        int low = 0;
        int high = segments.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (segments[middle].baseOffset() <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }
}

package io.tailwater.storage.files;

import java.util.Arrays;
import java.util.Collections;

/**
 * The segments of a log and its offsets. The log's writer changes it, and who compacts it beside it; any thread reads. The end offset is published after
 * everything below it: who has read it sees the bytes, sizes and index entries.
 */
final class LogContents {

    private final LogPoints points;
    private volatile Segment[] segments;
    private volatile long endOffset;
    private volatile Segment[] leaving = {};

    /** Everything below this is in the commit journal, or was; -1 where it never took anything. */
    private volatile long journaledOffset = -1;

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
        return Math.min(Math.max(points.recoveryPoint(), journaledOffset), endOffset);
    }

    /** Everything below this survives power loss where it is, in the log's own files. */
    long forcedOffset() {
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

    synchronized void add(Segment segment) {
        Segment[] before = segments;
        Segment[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = segment;
        segments = after;
    }

    /**
     * Forgets the oldest segments that end at or below an offset; nothing may be readable in them any more.
     *
     * @param spared so many of the youngest stay
     * @return those that are forgotten
     */
    synchronized Segment[] dropBelow(long offset, int spared) {
        Segment[] before = segments;
        int below = 0;
        while (below < before.length - spared
                && before[below].baseOffset() < offset
                && endOf(before, below) <= offset) {
            below++;
        }
        Segment[] dropped = Arrays.copyOf(before, below);
        Segment[] longer = Arrays.copyOf(leaving, leaving.length + below);
        System.arraycopy(dropped, 0, longer, leaving.length, below);
        leaving = longer; // first: who looks at both, at the segments first, misses none
        segments = Arrays.copyOfRange(before, below, before.length);
        return dropped;
    }

    /**
     * Segments that were forgotten and are still on disk. Until the new start offset is there, too, power loss brings them back:
     * what follows them is durable only once they are.
     */
    Segment[] leaving() {
        return leaving;
    }

    /** A segment that was forgotten is not on disk any more. */
    synchronized void left(Segment segment) {
        leaving = Arrays.stream(leaving).filter(each -> each != segment).toArray(Segment[]::new);
    }

    private long endOf(Segment[] some, int at) {
        return at + 1 < some.length ? some[at + 1].baseOffset() : endOffset;
    }

    /** Replaces everything, where the log was cut. */
    synchronized void replace(Segment[] remaining, long newEndOffset) {
        journaledOffset = -1;
        endOffset = newEndOffset;
        segments = remaining;
        watch.begins(startOffset(), newEndOffset, durableOffset());
    }

    /** By workers. */
    void durableTo(long offset) {
        points.durableTo(offset);
        watch.durableOffset(durableOffset());
    }

    /** As {@link #durableTo}, by way of the commit journal. */
    void journaledTo(long offset) {
        journaledOffset = offset;
        watch.durableOffset(durableOffset());
    }

    /** Whether segments, which followed each other, are all still there. */
    boolean has(Segment[] some) {
        return indexOf(segments, some) >= 0;
    }

    /** Puts one segment in the place of others. @return false when some of them are not there any more */
    synchronized boolean exchange(Segment[] replaced, Segment by) {
        Segment[] before = segments;
        int at = indexOf(before, replaced);
        if (at < 0) {
            return false;
        }
        Segment[] after = new Segment[before.length - replaced.length + 1];
        System.arraycopy(before, 0, after, 0, at);
        after[at] = by;
        System.arraycopy(before, at + replaced.length, after, at + 1, before.length - at - replaced.length);
        segments = after;
        return true;
    }

    private static int indexOf(Segment[] segments, Segment[] some) {
        int at = Collections.indexOfSubList(Arrays.asList(segments), Arrays.asList(some));
        return some.length == 0 ? -1 : at;
    }

    /** Notes that rolled segments were forced: all is durable up to the end of the last one without a gap. */
    void advanceDurable() {
        Segment[] present = segments;
        if (!Arrays.stream(leaving).allMatch(Segment::isDurable)) {
            return;
        }
        long durable = -1;
        for (Segment segment : present) {
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

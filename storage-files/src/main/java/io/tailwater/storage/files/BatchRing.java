package io.tailwater.storage.files;

import java.lang.invoke.VarHandle;

/**
 * Where the youngest batches of the active segment begin, so that following consumers are served without reading. Written
 * by the log's writer, read by any thread: a reader checks afterwards that what it saw was not overwritten meanwhile.
 */
final class BatchRing {

    private static final int CAPACITY = 32;

    /** A writer at work may be overwriting the oldest. */
    private static final int READABLE = CAPACITY - 1;

    private final long[] baseOffsets = new long[CAPACITY];
    private final long[] lastOffsets = new long[CAPACITY];
    private final int[] positions = new int[CAPACITY];
    private volatile long count;

    void add(long baseOffset, long lastOffset, int position) {
        long number = count;
        int at = (int) number & (CAPACITY - 1);
        VarHandle.storeStoreFence(); // who sees what is overwritten now sees at least the count of the batch before
        baseOffsets[at] = baseOffset;
        lastOffsets[at] = lastOffset;
        positions[at] = position;
        count = number + 1;
    }

    /** The position of the batch that holds an offset, or of the next one where it fell into a gap; -1 when not known. */
    int find(long offset) {
        long end = count;
        long oldest = Math.max(0, end - READABLE);
        int position = -1;
        for (long number = end - 1; number >= oldest; number--) {
            int at = (int) number & (CAPACITY - 1);
            if (lastOffsets[at] < offset) {
                return unchangedSince(oldest, position);
            }
            position = positions[at];
            if (baseOffsets[at] <= offset) {
                return unchangedSince(oldest, position);
            }
        }
        return -1;
    }

    /** The position of the first batch that begins at or past an offset; -1 when not known. */
    int findBeginningAt(long offset) {
        long end = count;
        long oldest = Math.max(0, end - READABLE);
        int position = -1;
        for (long number = end - 1; number >= oldest; number--) {
            int at = (int) number & (CAPACITY - 1);
            if (baseOffsets[at] < offset) {
                return unchangedSince(oldest, position);
            }
            position = positions[at];
        }
        return -1;
    }

    private int unchangedSince(long oldest, int position) {
        VarHandle.acquireFence();
        return count - READABLE <= oldest ? position : -1;
    }
}

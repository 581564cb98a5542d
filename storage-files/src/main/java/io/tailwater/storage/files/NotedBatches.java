package io.tailwater.storage.files;

import java.util.Arrays;

/** What is known of those batches of a segment that its indexes name. Owned by one thread. */
final class NotedBatches {

    private static final int MISSING = -1;

    private final long[] lastOffsets;
    private final int[] positions;
    private final long[] maxTimestampsMillis;
    private final boolean[] control;

    /** @param named last offsets that indexes name, in any order, some perhaps often */
    NotedBatches(long[] named) {
        lastOffsets = Arrays.stream(named).sorted().distinct().toArray();
        positions = new int[lastOffsets.length];
        maxTimestampsMillis = new long[lastOffsets.length];
        control = new boolean[lastOffsets.length];
        Arrays.fill(positions, MISSING);
    }

    /** A batch is there. */
    void note(long lastOffset, int position, long maxTimestampMillis, boolean isControl) {
        int at = Arrays.binarySearch(lastOffsets, lastOffset);
        if (at >= 0) {
            positions[at] = position;
            maxTimestampsMillis[at] = maxTimestampMillis;
            control[at] = isControl;
        }
    }

    private int find(long lastOffset) {
        int at = Arrays.binarySearch(lastOffsets, lastOffset);
        return at >= 0 && positions[at] != MISSING ? at : MISSING;
    }

    boolean isAt(long lastOffset, int position) {
        int at = find(lastOffset);
        return at >= 0 && positions[at] == position;
    }

    /** Whether a batch that ends with this offset has another timestamp; false where none ends with it. */
    boolean hasOtherTimestamp(long lastOffset, long maxTimestampMillis) {
        int at = find(lastOffset);
        return at >= 0 && maxTimestampsMillis[at] != maxTimestampMillis;
    }

    boolean isControl(long lastOffset) {
        int at = find(lastOffset);
        return at >= 0 && control[at];
    }
}

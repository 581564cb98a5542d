package io.tailwater.bench.load;

import io.tailwater.bench.wire.PreparedFetch;

/** How far one connection has read each of its partitions. Owned by that connection. */
final class ReadPositions {

    private final int[] partitions;
    private final int[] indexByPartition;
    private final long[] start;
    private final long[] next;
    private final long[] end;

    /**
     * Begins at the start of each partition.
     *
     * @param partitions those the connection reads
     * @param startOffsets by partition of the topic
     */
    ReadPositions(int[] partitions, long[] startOffsets) {
        this.partitions = partitions.clone();
        this.indexByPartition = new int[startOffsets.length];
        this.start = new long[partitions.length];
        for (int i = 0; i < partitions.length; i++) {
            indexByPartition[partitions[i]] = i;
            start[i] = startOffsets[partitions[i]];
        }
        this.next = start.clone();
        this.end = new long[partitions.length];
    }

    /** Notes the end of a partition, as the broker states it. */
    void end(int partition, long endOffset) {
        end[indexByPartition[partition]] = endOffset;
    }

    /** Notes that everything before {@code nextOffset} has been read. */
    void advance(int partition, long nextOffset) {
        int index = indexByPartition[partition];
        next[index] = Math.max(next[index], nextOffset);
    }

    /** Sets the offsets to read next; a partition read to its end begins again. */
    void writeTo(PreparedFetch request) {
        for (int i = 0; i < partitions.length; i++) {
            if (end[i] > 0 && next[i] >= end[i]) {
                next[i] = start[i];
            }
            request.offset(i, next[i]);
        }
    }
}

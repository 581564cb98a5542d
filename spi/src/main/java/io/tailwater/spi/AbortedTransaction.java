package io.tailwater.spi;

/**
 * A producer's transaction of which readers of committed records see nothing.
 *
 * @param producerId whose
 * @param firstOffset the offset of its first record in this log
 * @param lastOffset the offset of the marker that aborted it
 * @param lastStableOffset where the earliest transaction began that was open after it, or the offset after the marker: what is
 *     aborted later begins at or past it
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {

    /** Whether it may have records from {@code from} to before {@code to}. */
    public boolean overlaps(long from, long to) {
        return lastOffset >= from && firstOffset < to;
    }
}

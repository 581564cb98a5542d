package io.tailwater.spi;

/**
 * How a log is cut into segments and indexed.
 *
 * @param segmentBytes a segment is rolled before it grows past this many bytes; 1 KiB to 2 GiB - 1 (a single larger batch
 *     gets a segment of its own)
 * @param segmentMillis a segment is rolled when an append finds its first batch older than this by batch timestamps
 * @param indexIntervalBytes about one index entry for so many bytes of log; 0 for one per batch
 * @param fileDeleteDelayMillis files of segments that {@link PartitionLog#deleteBefore} took away are kept for so long, and go
 *     with the first deletion or checkpoint after that; 0 for at once. They may go earlier: readers need no delay, since what
 *     they have leased stays
 */
public record LogOptions(int segmentBytes, long segmentMillis, int indexIntervalBytes, long fileDeleteDelayMillis) {

    /** The smallest {@code segmentBytes}. */
    public static final int MIN_SEGMENT_BYTES = 1024;

    /** Kafka's defaults: 1 GiB, 7 days, 4 KiB. */
    public static final LogOptions DEFAULTS = new LogOptions(1 << 30, 7L * 24 * 60 * 60 * 1000, 4096);

    /** Files of deleted segments go at once. */
    public LogOptions(int segmentBytes, long segmentMillis, int indexIntervalBytes) {
        this(segmentBytes, segmentMillis, indexIntervalBytes, 0);
    }

    public LogOptions {
        if (segmentBytes < MIN_SEGMENT_BYTES) {
            throw new IllegalArgumentException(
                    "segmentBytes must be " + MIN_SEGMENT_BYTES + " to " + Integer.MAX_VALUE + ": " + segmentBytes);
        }
        if (segmentMillis < 1) {
            throw new IllegalArgumentException("segmentMillis must be at least 1: " + segmentMillis);
        }
        if (indexIntervalBytes < 0) {
            throw new IllegalArgumentException("indexIntervalBytes must not be negative: " + indexIntervalBytes);
        }
        if (fileDeleteDelayMillis < 0) {
            throw new IllegalArgumentException("fileDeleteDelayMillis must not be negative: " + fileDeleteDelayMillis);
        }
    }
}

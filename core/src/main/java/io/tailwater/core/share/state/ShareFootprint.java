package io.tailwater.core.share.state;

/**
 * How much memory share partitions take, estimated, against how much they may. Confined to its coordinator's event loop. It only
 * says when it is enough: what is in the log is taken up in any case.
 */
final class ShareFootprint {

    /** A share partition of which nothing is under way. */
    static final long PARTITION_BYTES = 1_024;

    /** Offsets in a row of which the same is so. */
    static final long RANGE_BYTES = 128;

    private final long maxBytes;
    private long bytes;

    ShareFootprint(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Counts what came, or with a negative number what went. */
    void add(long more) {
        bytes += more;
    }

    boolean hasRoomFor(long more) {
        return bytes + more <= maxBytes;
    }

    long bytes() {
        return bytes;
    }
}

package io.tailwater.core.coordinator;

/**
 * How much memory a state takes, estimated, against how much it may. Confined to its coordinator's event loop. It only says when
 * it is enough: what is in the log is taken up in any case.
 */
public final class Footprint {

    private final long maxBytes;
    private long bytes;

    public Footprint(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Counts what came, or with a negative number what went. */
    public void add(long more) {
        bytes += more;
    }

    /** Whether there is room for something that is still to come. */
    public boolean hasRoomFor(long more) {
        return bytes + more <= maxBytes;
    }

    public long bytes() {
        return bytes;
    }
}

package io.tailwater.spi;

/** Something that an engine may be able to do and need not. What it does not declare nobody asks it for. */
public enum EngineCapability {

    /** Reads give {@link FileSlice}s, which leave by {@code sendfile}; else they give {@link MemorySlice}s, which are copied. */
    SENDFILE,

    /**
     * Logs can be {@link PartitionLog#rewrite rewritten}. Without it topics with {@code cleanup.policy=compact} are refused, but
     * for the broker's own, whose records are written anew instead.
     */
    COMPACTION,

    /** Closed segments may lie on another machine: a read may take as long as a network does. */
    REMOTE
}

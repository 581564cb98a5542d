package io.tailwater.core.partition;

import io.tailwater.spi.PartitionLog;

/**
 * Where readers stop: at the log's end, or, in a topic with {@code read.durable.only}, where power loss cannot take back what
 * they saw. Owned by the partition's shard.
 *
 * <p>There it moves when a flush has ended, before producers hear of it: what was acknowledged can be read. The bytes below are
 * noted with it, so that waiting fetches count what they are going to get; those that a flush covered beyond what it was begun
 * for are counted with the next.
 */
final class HighWatermark {

    private final PartitionLog log;
    private final PartitionState state;
    private final Watchers watchers;

    private boolean durableOnly;
    private long offset;
    private long bytes;
    private long flushingBytes;

    /** @param log as it was opened, and flushed where only what is durable is read */
    HighWatermark(PartitionLog log, PartitionState state, Watchers watchers, boolean durableOnly) {
        this.log = log;
        this.state = state;
        this.watchers = watchers;
        this.durableOnly = durableOnly;
        this.offset = log.durableOffset();
        this.bytes = state.appendedBytes();
    }

    /** Whether something that was appended can only be read after a flush. */
    boolean waitsForFlush() {
        return durableOnly && offset < log.endOffset();
    }

    /** The offset after the last that readers get. */
    long offset() {
        return durableOnly ? offset : log.endOffset();
    }

    /** What to tell the log of that: {@code Long.MAX_VALUE} where its end is the limit. */
    long readLimit() {
        return durableOnly ? offset : Long.MAX_VALUE;
    }

    /** What readers were shown before the choice was changed stays visible. */
    void setDurableOnly(boolean changed) {
        if (changed && !durableOnly) {
            offset = log.endOffset();
            bytes = state.appendedBytes();
        }
        durableOnly = changed;
        appended();
    }

    /** Something was appended. */
    void appended() {
        if (durableOnly) {
            watchers.advanced(bytes, Math.min(bytes, state.stableBytes()));
        } else {
            watchers.advanced(state.appendedBytes(), state.stableBytes());
        }
    }

    /** All that was appended so far is about to be flushed. */
    void flushBegins() {
        flushingBytes = state.appendedBytes();
    }

    /** The log is known to be durable so far. */
    void durable(long durableOffset) {
        if (durableOnly && durableOffset > offset) {
            offset = durableOffset;
            bytes = durableOffset == log.endOffset() ? state.appendedBytes() : Math.max(bytes, flushingBytes);
            appended();
        }
    }
}

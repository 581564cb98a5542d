package io.tailwater.core.retention;

/**
 * What is to be done with a log.
 *
 * @param deleteBefore the log's new first offset; nothing is deleted when {@code segments} is 0
 * @param segments how many segments go
 * @param bytes of their batches
 * @param roll whether the segment that is being written, where it stays, is to be closed
 */
record Verdict(long deleteBefore, int segments, long bytes, boolean roll) {

    static final Verdict NOTHING = new Verdict(0, 0, 0, false);

    boolean deletes() {
        return segments > 0;
    }
}

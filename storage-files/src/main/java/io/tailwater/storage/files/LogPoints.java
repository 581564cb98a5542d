package io.tailwater.storage.files;

/**
 * The two offsets of a log that are kept in the checkpoint files. Thread-safe; written by the log, collected by {@link
 * Checkpoints}.
 */
final class LogPoints {

    private volatile long startOffset;
    private volatile long recoveryPoint;

    LogPoints(long startOffset, long recoveryPoint) {
        this.startOffset = startOffset;
        this.recoveryPoint = recoveryPoint;
    }

    /** The first readable offset. */
    long startOffset() {
        return startOffset;
    }

    /** Everything below this is on disk and need not be checked after a crash. */
    long recoveryPoint() {
        return recoveryPoint;
    }

    synchronized void startAt(long offset) {
        startOffset = offset;
    }

    /** Moves the recovery point forward only. */
    synchronized void durableTo(long offset) {
        if (offset > recoveryPoint) {
            recoveryPoint = offset;
        }
    }

    /** Moves the recovery point back, where a log is cut. */
    synchronized void recoverFrom(long offset) {
        recoveryPoint = offset;
    }
}

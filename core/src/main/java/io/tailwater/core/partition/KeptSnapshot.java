package io.tailwater.core.partition;

import io.tailwater.spi.PartitionLog;

/** A partition's snapshot on disk. Thread-safe: whoever took one may write it, and an older one never replaces a younger. */
final class KeptSnapshot {

    private final PartitionLog log;
    private volatile long endOffset = -1;

    KeptSnapshot(PartitionLog log) {
        this.log = log;
    }

    /** Up to where the log need not be read to know the partition's state; -1 when that is not known. */
    long endOffset() {
        return endOffset;
    }

    /** Keeps a snapshot; blocking. It is forced with the log's next flush. */
    synchronized void write(long snapshotEndOffset, byte[] snapshot) {
        if (snapshotEndOffset >= endOffset) {
            log.writeBlob(PartitionSnapshot.BLOB, snapshot);
            endOffset = snapshotEndOffset;
        }
    }
}

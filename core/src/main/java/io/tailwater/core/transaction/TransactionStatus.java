package io.tailwater.core.transaction;

import org.jspecify.annotations.Nullable;

/** How far a transactional id's transaction is; numbers and names are Kafka's. */
public enum TransactionStatus {
    /** No transaction since the producer began. */
    EMPTY(0, "Empty"),
    /** Partitions belong to an open one. */
    ONGOING(1, "Ongoing"),
    /** It is decided to commit, and markers are being written. */
    PREPARE_COMMIT(2, "PrepareCommit"),
    /** It is decided to abort, and markers are being written. */
    PREPARE_ABORT(3, "PrepareAbort"),
    /** The last one was committed, with markers everywhere. */
    COMPLETE_COMMIT(4, "CompleteCommit"),
    /** The last one was aborted, with markers everywhere. */
    COMPLETE_ABORT(5, "CompleteAbort"),
    /** The id is being forgotten; never seen here, where that happens at once. */
    DEAD(6, "Dead"),
    /** A producer is being fenced; never seen here, where that happens at once. */
    PREPARE_EPOCH_FENCE(7, "PrepareEpochFence");

    private final int number;
    private final String label;

    TransactionStatus(int number, String label) {
        this.number = number;
        this.label = label;
    }

    /** As it is in the log. */
    public int number() {
        return number;
    }

    /** As administrators are told. */
    public String label() {
        return label;
    }

    /** The status of a number in the log. */
    public static TransactionStatus ofNumber(int number) {
        for (TransactionStatus status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        throw new IllegalArgumentException("there is no status " + number + " of a transaction");
    }

    /** The status that administrators name so, or null. */
    public static @Nullable TransactionStatus ofLabel(String label) {
        for (TransactionStatus status : values()) {
            if (status.label.equals(label)) {
                return status;
            }
        }
        return null;
    }

    /** Whether it is decided and not yet known everywhere. */
    public boolean isDeciding() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }
}

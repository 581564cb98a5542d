package io.tailwater.core.record;

/** Says which records of a batch stay. */
@FunctionalInterface
public interface RecordFilter {

    /** What becomes of a record. */
    enum Verdict {
        DROP,
        KEEP,
        /** Stays until the batch's delete horizon, which is set if it has none (KIP-534). */
        KEEP_FOR_A_WHILE
    }

    /**
     * What becomes of one record; asked in order.
     *
     * @param offset the record's
     * @param hasKey whether it has a key; else the hash means nothing
     * @param keyHigh the first eight bytes of the key's hash, as {@link KeyScan} has it
     * @param keyLow the next eight
     * @param hasValue whether it has a value
     */
    Verdict judge(long offset, boolean hasKey, long keyHigh, long keyLow, boolean hasValue);
}

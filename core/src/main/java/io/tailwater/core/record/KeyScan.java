package io.tailwater.core.record;

/** Is told of the keys of a batch's records, in order. */
@FunctionalInterface
public interface KeyScan {

    /**
     * One record that has a key. No two keys have the same hash: it is the first half of their SHA-256.
     *
     * @param offset the record's
     * @param keyHigh the first eight bytes of the key's hash
     * @param keyLow the next eight
     */
    void take(long offset, long keyHigh, long keyLow);
}

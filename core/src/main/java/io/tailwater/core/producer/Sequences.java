package io.tailwater.core.producer;

/** Arithmetic of sequence numbers: 0 to {@code Integer.MAX_VALUE}, then 0 again. */
final class Sequences {

    private Sequences() {}

    /** The sequence number so many records later. */
    static int plus(int sequence, int records) {
        return (sequence + records) & Integer.MAX_VALUE;
    }

    /** How many records a batch from {@code first} to {@code last} has. */
    static int count(int first, int last) {
        return ((last - first) & Integer.MAX_VALUE) + 1;
    }
}

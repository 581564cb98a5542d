package io.tailwater.records;

/** Numbers as records hold them: seven bits a byte, lowest first, signs folded in by zigzag. Stateless. */
final class Varint {

    /** The longest encoding of an int. */
    static final int MAX_BYTES = 5;

    /** The longest encoding of a long. */
    static final int MAX_LONG_BYTES = 10;

    private Varint() {}

    static int unzigzag(int folded) {
        return folded >>> 1 ^ -(folded & 1);
    }

    static long unzigzag(long folded) {
        return folded >>> 1 ^ -(folded & 1);
    }
}

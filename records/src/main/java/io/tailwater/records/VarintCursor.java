package io.tailwater.records;

import java.nio.ByteBuffer;

/**
 * Reads the numbers of a record: seven bits a byte, lowest first, signs folded in by zigzag. Lives in one method call, which
 * lets the compiler keep it in registers: it must not be handed to a method that is too big to be inlined.
 */
final class VarintCursor {

    /** The longest encoding of an int. */
    static final int MAX_BYTES = 5;

    /** The longest encoding of a long. */
    static final int MAX_LONG_BYTES = 10;

    /** What {@link #next} answers for a number of more than four bytes. */
    static final int LONG = Integer.MIN_VALUE;

    private final ByteBuffer buffer;
    private int at;

    VarintCursor(ByteBuffer buffer, int at) {
        this.buffer = buffer;
        this.at = at;
    }

    static long unzigzag(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }

    /** Where the next byte is. */
    int at() {
        return at;
    }

    /** The next number, if it has up to four bytes, as nearly all do, else {@link #LONG}; there must be four to read. */
    int next() {
        int folded = buffer.get(at++);
        if (folded < 0) {
            folded = (folded & 0x7f) | (buffer.get(at++) << 7);
            if (folded < 0) {
                folded = (folded & 0x3fff) | (buffer.get(at++) << 14);
                if (folded < 0) {
                    folded = (folded & 0x1fffff) | (buffer.get(at++) << 21);
                    if (folded < 0) {
                        return LONG;
                    }
                }
            }
        }
        return (folded >>> 1) ^ -(folded & 1);
    }

    /** Passes over so many bytes, none for -1 (null); returns whether they end by {@code end}. */
    boolean skip(int length, int end) {
        if (length < -1 || length > end - at) {
            return false;
        }
        at += Math.max(length, 0);
        return true;
    }
}

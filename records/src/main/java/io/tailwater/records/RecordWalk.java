package io.tailwater.records;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of a batch, piece by piece, and proves that their lengths add up. Owned by one check or search.
 *
 * <pre>
 *   length varint | attributes 1 | timestampDelta varlong | offsetDelta varint
 *   keyLength varint | key | valueLength varint | value
 *   headerCount varint | each: keyLength varint | key | valueLength varint | value
 * </pre>
 *
 * <p>Two readers share the work. {@link #readPlain} is for speed: it takes records that lie within the piece and have no
 * long numbers, in place, with nothing allocated, and leaves every other alone. {@link SplitRecord} takes any record, byte by
 * byte, and alone says what is wrong with one.
 */
final class RecordWalk {

    /** The longest that a plain record can be up to its key: on the way there the end of the piece need not be minded. */
    private static final int LONGEST_HEAD = 4 * VarintCursor.MAX_BYTES + 1;

    private final RecordVisitor visitor;
    private final int recordCount;
    private final SplitRecord split = new SplitRecord();
    private int recordsSeen;
    private boolean stopped;
    private @Nullable String fault;

    /** @param recordCount how many records the batch says it has */
    RecordWalk(RecordVisitor visitor, int recordCount) {
        this.visitor = visitor;
        this.recordCount = recordCount;
    }

    /**
     * Walks over the next piece, from its position to its limit.
     *
     * @return whether to go on: false after a fault, or when the visitor wants no more
     */
    boolean accept(ByteBuffer piece) {
        int at = piece.position();
        int limit = piece.limit();
        while (at < limit && !stopped) {
            if (!split.isOpen()) {
                at = readPlain(piece, at, limit);
            }
            if (at < limit && !stopped) {
                at = readAny(piece, at, limit);
            }
        }
        return !stopped;
    }

    /** There are no more pieces. */
    void finish() {
        if (split.isOpen() || recordsSeen < recordCount) {
            stop("the batch ends after " + recordsSeen + " of the " + recordCount + " records stated");
        }
    }

    /** What is wrong with the records' structure; null when nothing is, so far. */
    @Nullable
    String fault() {
        return fault;
    }

    /** Reads records until one is not plain; returns where that one begins. */
    private int readPlain(ByteBuffer piece, int from, int limit) {
        int at = from;
        int seen = recordsSeen; // in a register while the loop runs: a field here costs a third of its speed
        while (seen < recordCount && limit - at >= LONGEST_HEAD) {
            VarintCursor cursor = new VarintCursor(piece, at);
            int length = cursor.next();
            int end = cursor.at() + length;
            if (length < 1 || end < 0 || end > limit || !cursor.skip(1, end)) {
                break;
            }
            int timestampDelta = cursor.next();
            int offsetDelta = cursor.next();
            int keyLength = cursor.next();
            if (timestampDelta == VarintCursor.LONG
                    || offsetDelta == VarintCursor.LONG
                    || !cursor.skip(keyLength, end)
                    || limit - cursor.at() < VarintCursor.MAX_BYTES
                    || !cursor.skip(cursor.next(), end)
                    || !endsWithHeaders(piece, cursor.at(), end)) {
                break;
            }
            at = end;
            seen++;
            if (!visitor.visit(timestampDelta, offsetDelta, keyLength)) {
                stopped = true;
                break;
            }
        }
        recordsSeen = seen;
        return at;
    }

    /** Whether there are headers from {@code at}, perhaps none, that end just where the record does. */
    private static boolean endsWithHeaders(ByteBuffer piece, int at, int end) {
        return end - at == 1 ? piece.get(at) == 0 : skipHeaders(piece, at, end) == end;
    }

    private static int skipHeaders(ByteBuffer piece, int at, int end) {
        int lastStart = piece.limit() - VarintCursor.MAX_BYTES;
        VarintCursor cursor = new VarintCursor(piece, at);
        int headers = at <= lastStart ? cursor.next() : -1;
        boolean plain = headers >= 0;
        for (int i = 0; i < headers && plain; i++) {
            int keyLength = cursor.at() <= lastStart ? cursor.next() : -1;
            plain = keyLength >= 0
                    && cursor.skip(keyLength, end)
                    && cursor.at() <= lastStart
                    && cursor.skip(cursor.next(), end);
        }
        return plain ? cursor.at() : -1;
    }

    private int readAny(ByteBuffer piece, int from, int limit) {
        if (recordsSeen == recordCount) {
            return stop("more bytes follow the last of the " + recordCount + " records stated");
        }
        int at = split.resume(piece, from, limit);
        if (split.isBroken()) {
            return stop("the lengths in record " + recordsSeen + " do not add up");
        }
        if (!split.isOpen()) {
            recordsSeen++;
            stopped = !visitor.visit(split.timestampDelta(), split.offsetDelta(), split.keyLength());
        }
        return at;
    }

    private int stop(String what) {
        fault = what;
        stopped = true;
        return Integer.MAX_VALUE;
    }
}

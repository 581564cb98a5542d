package io.tailwater.records;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the records of a batch, piece by piece, and proves that their lengths add up. Owned by one check or search.
 * Records that lie within a piece are read in place with nothing allocated; one that does not goes through
 * {@link SplitRecord}.
 *
 * <pre>
 *   length varint | attributes 1 | timestampDelta varlong | offsetDelta varint
 *   keyLength varint | key | valueLength varint | value
 *   headerCount varint | each: keyLength varint | key | valueLength varint | value
 * </pre>
 */
final class RecordWalk {

    private final RecordVisitor visitor;
    private final int recordCount;
    private final SplitRecord split = new SplitRecord();
    private int recordsSeen;
    private @Nullable String fault;

    /** Where the next byte is, in the piece at hand. */
    private int cursor;

    private boolean broken;

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
        cursor = piece.position();
        int limit = piece.limit();
        boolean goOn = true;
        while (goOn && cursor < limit) {
            if (recordsSeen == recordCount) {
                return faulty("more bytes follow the last of the " + recordCount + " records stated");
            }
            if (split.isOpen() || !isWhole(piece, limit)) {
                goOn = acceptSplit(piece, limit);
            } else {
                goOn = acceptWhole(piece);
            }
        }
        return goOn;
    }

    /** There are no more pieces. */
    void finish() {
        if (split.isOpen() || recordsSeen < recordCount) {
            faulty("the batch ends after " + recordsSeen + " of the " + recordCount + " records stated");
        }
    }

    /** What is wrong with the records' structure; null when nothing is, so far. */
    @Nullable
    String fault() {
        return fault;
    }

    private int recordEnd;

    /** Reads the length of the record at the cursor; when the record is not all here, the cursor stays. */
    private boolean isWhole(ByteBuffer piece, int limit) {
        int start = cursor;
        int length = varint(piece, limit);
        if (!broken && length >= 0 && length <= limit - cursor) {
            recordEnd = cursor + length;
            return true;
        }
        broken = false;
        cursor = start;
        return false;
    }

    private boolean acceptWhole(ByteBuffer piece) {
        int end = recordEnd;
        cursor++;
        long timestampDelta = varlong(piece, end);
        int offsetDelta = varint(piece, end);
        int keyLength = varint(piece, end);
        skip(keyLength, end);
        skip(varint(piece, end), end);
        int headers = varint(piece, end);
        if (headers != 0) {
            skipHeaders(piece, headers, end);
        }
        if (broken || cursor != end) {
            return faulty("the lengths in record " + recordsSeen + " do not add up");
        }
        recordsSeen++;
        return visitor.visit(timestampDelta, offsetDelta, keyLength);
    }

    private boolean acceptSplit(ByteBuffer piece, int limit) {
        cursor = split.resume(piece, cursor, limit);
        if (split.isBroken()) {
            return faulty("the lengths in record " + recordsSeen + " do not add up");
        }
        if (split.isOpen()) {
            return true;
        }
        recordsSeen++;
        return visitor.visit(split.timestampDelta(), split.offsetDelta(), split.keyLength());
    }

    private boolean faulty(String what) {
        fault = what;
        return false;
    }

    private void skipHeaders(ByteBuffer piece, int headers, int end) {
        if (headers < 0 || headers > end - cursor) {
            broken = true;
        }
        for (int i = 0; i < headers && !broken; i++) {
            int keyLength = varint(piece, end);
            if (keyLength < 0) {
                broken = true;
            }
            skip(keyLength, end);
            skip(varint(piece, end), end);
        }
    }

    private void skip(int length, int end) {
        if (length > 0 && length <= end - cursor) {
            cursor += length;
        } else if (length != 0 && length != -1) {
            broken = true;
        }
    }

    private int varint(ByteBuffer piece, int end) {
        if (cursor < end) {
            int first = piece.get(cursor);
            if (first >= 0) {
                cursor++;
                return Varint.unzigzag(first);
            }
        }
        return (int) longer(piece, end, Varint.MAX_BYTES);
    }

    private long varlong(ByteBuffer piece, int end) {
        if (cursor < end) {
            int first = piece.get(cursor);
            if (first >= 0) {
                cursor++;
                return Varint.unzigzag(first);
            }
        }
        return longer(piece, end, Varint.MAX_LONG_BYTES);
    }

    private long longer(ByteBuffer piece, int end, int maxBytes) {
        long value = 0;
        int stop = Math.min(end, cursor + maxBytes);
        int at = cursor;
        for (int shift = 0; at < stop; shift += 7) {
            byte next = piece.get(at++);
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                cursor = at;
                return Varint.unzigzag(value);
            }
        }
        broken = true;
        return 0;
    }
}

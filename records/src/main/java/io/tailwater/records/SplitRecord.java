package io.tailwater.records;

import java.nio.ByteBuffer;

/**
 * One record that is cut by the end of a piece, or longer than any piece, read byte by byte so that it can go on with the
 * next. Owned by one {@link RecordWalk}; after a record it is ready for another.
 */
final class SplitRecord {

    private enum Field {
        LENGTH,
        ATTRIBUTES,
        TIMESTAMP_DELTA,
        OFFSET_DELTA,
        KEY_LENGTH,
        VALUE_LENGTH,
        HEADER_COUNT,
        HEADER_KEY_LENGTH,
        HEADER_VALUE_LENGTH
    }

    private Field field = Field.LENGTH;
    private boolean open;
    private boolean broken;

    /** Bytes of the record not read yet, once its length is known. */
    private int left;

    private int skip;
    private int headersLeft;

    private long folded;
    private int shift;

    private long timestampDelta;
    private int offsetDelta;
    private int keyLength;

    /** Whether a record was begun and has not ended. */
    boolean isOpen() {
        return open;
    }

    /** Whether the record's lengths do not add up; then it is of no more use. */
    boolean isBroken() {
        return broken;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    int keyLength() {
        return keyLength;
    }

    /**
     * Reads on, until the record or the piece ends or the record proves broken.
     *
     * @return where it stopped
     */
    int resume(ByteBuffer piece, int from, int limit) {
        open = true;
        int at = from;
        while (open && !broken && at < limit) {
            if (skip > 0) {
                int length = Math.min(skip, limit - at);
                at += length;
                skip -= length;
                left -= length;
                endIfComplete();
            } else {
                readByte(piece.get(at++));
            }
        }
        return at;
    }

    private void readByte(byte next) {
        if (field != Field.LENGTH && --left < 0) {
            broken = true;
        } else if (field == Field.ATTRIBUTES) {
            field = Field.TIMESTAMP_DELTA;
        } else {
            folded |= (next & 0x7fL) << shift;
            shift += 7;
            if (next >= 0) {
                long value = VarintCursor.unzigzag(folded);
                folded = 0;
                shift = 0;
                end(value);
            } else if (shift
                    == 7 * (field == Field.TIMESTAMP_DELTA ? VarintCursor.MAX_LONG_BYTES : VarintCursor.MAX_BYTES)) {
                broken = true;
            }
        }
    }

    /** The field is complete: what comes next? */
    private void end(long value) {
        switch (field) {
            case LENGTH -> {
                left = (int) value;
                broken = left <= 0;
                field = Field.ATTRIBUTES;
            }
            case TIMESTAMP_DELTA -> {
                timestampDelta = value;
                field = Field.OFFSET_DELTA;
            }
            case OFFSET_DELTA -> {
                offsetDelta = (int) value;
                field = Field.KEY_LENGTH;
            }
            case KEY_LENGTH -> {
                keyLength = (int) value;
                skip(keyLength, Field.VALUE_LENGTH);
            }
            case VALUE_LENGTH -> skip((int) value, Field.HEADER_COUNT);
            case HEADER_COUNT -> {
                headersLeft = (int) value;
                broken = headersLeft < 0 || headersLeft > left;
                field = Field.HEADER_KEY_LENGTH;
                endIfComplete();
            }
            case HEADER_KEY_LENGTH -> {
                skip((int) value, Field.HEADER_VALUE_LENGTH);
                broken |= (int) value < 0;
            }
            case HEADER_VALUE_LENGTH -> {
                headersLeft--;
                skip((int) value, Field.HEADER_KEY_LENGTH);
                endIfComplete();
            }
            case ATTRIBUTES -> throw new IllegalStateException("Attributes are one byte");
        }
    }

    private void skip(int length, Field next) {
        broken = length < -1 || length > left;
        skip = Math.max(length, 0);
        field = next;
    }

    private void endIfComplete() {
        if (field == Field.HEADER_KEY_LENGTH && headersLeft == 0 && skip == 0) {
            broken |= left != 0;
            open = false;
            field = Field.LENGTH;
        }
    }
}

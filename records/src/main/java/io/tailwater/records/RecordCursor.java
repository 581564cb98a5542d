package io.tailwater.records;

import static org.apache.kafka.common.utils.internals.ByteUtils.readVarint;
import static org.apache.kafka.common.utils.internals.ByteUtils.readVarlong;

import io.tailwater.spi.RecordBatchHeader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Steps through the records of a sound batch and holds no more of them than a piece, however large a record is. Owned by one
 * thread. Of each record either the key is read or the rest is copied, once.
 */
final class RecordCursor {

    private static final int CHUNK_BYTES = 16 << 10;

    /** A length, attributes, two deltas and the key's length. */
    private static final int LONGEST_HEAD = 5 + 1 + 10 + 5 + 5;

    private static final int LONGEST_LENGTH = 5;

    private final Chunks chunks;
    private final ByteBuffer window = ByteBuffer.allocate(4 * CHUNK_BYTES).limit(0);
    private int recordsLeft;
    private boolean ended;

    private byte attributes;
    private long timestampDelta;
    private int offsetDelta;

    /** Bytes of the record that are not read yet. */
    private int rest;

    RecordCursor(ByteBuffer batch, int at, Chunks chunks) {
        this.chunks = chunks;
        this.recordsLeft = RecordBatchHeader.recordCount(batch, at);
    }

    /** Goes to the next record. @return false when there is none */
    boolean next() throws IOException {
        pass(rest, null, null);
        if (recordsLeft <= 0) {
            return false;
        }
        recordsLeft--;
        have(LONGEST_HEAD);
        int size = readVarint(window);
        int from = window.position();
        attributes = window.get();
        timestampDelta = readVarlong(window);
        offsetDelta = readVarint(window);
        rest = size - (window.position() - from);
        if (rest < 1) {
            throw new IOException("a record is shorter than its fields");
        }
        return true;
    }

    byte attributes() {
        return attributes;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    /** How many bytes follow the deltas: key, value and headers. */
    int restBytes() {
        return rest;
    }

    /** Reads the key into a digest. @return whether there is one */
    boolean readKey(MessageDigest digest) throws IOException {
        int length = readLength();
        pass(Math.max(0, length), digest, null);
        return length >= 0;
    }

    /** Whether there is a value; after the key. */
    boolean hasValue() throws IOException {
        return readLength() >= 0;
    }

    private int readLength() throws IOException {
        have(Math.min(rest, LONGEST_LENGTH));
        int from = window.position();
        int length = readVarint(window);
        rest -= window.position() - from;
        if (length > rest || rest < 0) {
            throw new IOException("a record's lengths do not add up");
        }
        return length;
    }

    /** Copies what follows the deltas. */
    void copyRest(OutputStream target) throws IOException {
        pass(rest, null, target);
    }

    private void pass(int bytes, @Nullable MessageDigest digest, @Nullable OutputStream target) throws IOException {
        int left = bytes;
        while (left > 0) {
            have(1);
            int now = Math.min(left, window.remaining());
            if (now == 0) {
                throw new IOException("the batch ends within a record");
            }
            if (digest != null) {
                digest.update(window.array(), window.position(), now);
            }
            if (target != null) {
                target.write(window.array(), window.position(), now);
            }
            window.position(window.position() + now);
            left -= now;
        }
        rest -= bytes;
    }

    /** Gets so many bytes, which are few, into the window; fewer only at the end. */
    private void have(int bytes) throws IOException {
        while (window.remaining() < bytes && !ended) {
            ByteBuffer chunk = chunks.next(CHUNK_BYTES);
            if (chunk == null) {
                ended = true;
            } else {
                window.compact().put(chunk).flip();
            }
        }
    }
}

package io.tailwater.records;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Snappy, decoded through a window of 64 KiB. Owned by one check or search.
 *
 * <p>Two shapes are in use: one bare block (librdkafka), or the framing of snappy-java (Java, Go, JavaScript): a header of 16
 * bytes, then blocks with their compressed length before them. A decoder that hands out whole blocks would let a few bytes
 * claim gigabytes; this one needs only the window, because no encoder refers further back than its own blocks of 64 KiB.
 *
 * <pre>
 *   block:  uncompressed length (varint), then elements
 *   element, by the low two bits of its first byte:
 *     00 literal, length - 1 in the upper six bits, or 60 to 63 for one to four bytes of it (little-endian)
 *     01 copy of 4 to 11 bytes, offset of 11 bits     10 copy of 1 to 64, offset of 16     11 copy of 1 to 64, offset of 32
 * </pre>
 */
final class SnappyChunks implements Chunks {

    private static final int WINDOW_BYTES = 64 << 10;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final long FRAME_MAGIC = 0x82_53_4e_41_50_50_59_00L;
    private static final int SHORT_COPY_BYTES = 16;

    private final ByteBuffer in;
    private final BufferPool pool;
    private final boolean framed;
    private @Nullable ByteBuffer window;
    private int inAt;
    private int blockEnd;
    private int outAt;

    private long blockLeft;
    private long blockDone;
    private int literalLeft;
    private int copyLeft;
    private int copyOffset;

    /** @param in from index 0 to its limit */
    SnappyChunks(ByteBuffer in, BufferPool pool) throws IOException {
        this.in = in;
        this.pool = pool;
        this.framed = startsFrame();
        this.window = pool.get(2 * WINDOW_BYTES);
    }

    @Override
    @SuppressWarnings("ByteBufferBackingArray") // the pool's buffers are whole arrays
    public @Nullable ByteBuffer next(int maxBytes) throws IOException {
        ByteBuffer buffer = window;
        if (buffer == null) {
            throw new IllegalStateException("Closed");
        }
        byte[] out = buffer.array();
        if (outAt > WINDOW_BYTES) {
            System.arraycopy(out, outAt - WINDOW_BYTES, out, 0, WINDOW_BYTES);
            outAt = WINDOW_BYTES;
        }
        int from = outAt;
        int goal = from + Math.min(maxBytes, out.length - from);
        while (outAt < goal) {
            if (literalLeft > 0) {
                copyLiteral(out, Math.min(literalLeft, goal - outAt));
            } else if (copyLeft > 0) {
                copyBack(out, Math.min(copyLeft, goal - outAt));
            } else if (blockLeft > 0) {
                readElement();
            } else if (!beginBlock()) {
                break;
            }
        }
        return outAt == from ? null : buffer.limit(outAt).position(from);
    }

    private boolean startsFrame() throws IOException {
        if (in.limit() - inAt < FRAME_HEADER_BYTES || in.getLong(inAt) != FRAME_MAGIC) {
            return false;
        }
        if (in.getInt(inAt + Long.BYTES) < 1) {
            throw new IOException("a snappy frame of unknown version");
        }
        inAt += FRAME_HEADER_BYTES;
        return true;
    }

    private boolean beginBlock() throws IOException {
        if (inAt < blockEnd) {
            throw new IOException("a snappy block is longer than what it holds");
        }
        if (inAt == in.limit()) {
            return false;
        }
        blockEnd = in.limit();
        if (framed) {
            while (startsFrame()) {
                // Frames may follow each other: some writers begin anew with every flush.
            }
            int length = inAt == in.limit() ? 0 : littleOrBig(Integer.BYTES, true);
            if (length < 0 || length > in.limit() - inAt) {
                throw new IOException("a snappy block ends past the batch");
            }
            blockEnd = inAt + length;
            if (length == 0) {
                return inAt < in.limit();
            }
        }
        blockLeft = uncompressedLength();
        blockDone = 0;
        return true;
    }

    private void readElement() throws IOException {
        int tag = nextByte();
        int kind = tag & 3;
        int upper = tag >>> 2;
        if (kind == 0) {
            literalLeft = 1 + (upper < 60 ? upper : littleOrBig(upper - 59, false));
            if (literalLeft <= 0 || literalLeft > blockLeft || literalLeft > blockEnd - inAt) {
                throw new IOException("a snappy literal ends past its block");
            }
            return;
        }
        if (kind == 1) {
            copyLeft = 4 + (upper & 7);
            copyOffset = (tag >>> 5) << 8 | nextByte();
        } else {
            copyLeft = 1 + upper;
            copyOffset = littleOrBig(kind == 2 ? 2 : 4, false);
        }
        if (copyLeft > blockLeft || copyOffset <= 0 || copyOffset > blockDone || copyOffset > WINDOW_BYTES) {
            throw new IOException("a snappy copy reaches outside its block or 64 KiB back");
        }
    }

    private void copyLiteral(byte[] out, int length) {
        if (length <= SHORT_COPY_BYTES) {
            for (int i = 0; i < length; i++) {
                out[outAt + i] = in.get(inAt + i);
            }
        } else {
            in.get(inAt, out, outAt, length);
        }
        inAt += length;
        literalLeft -= length;
        produced(length);
    }

    private void copyBack(byte[] out, int length) {
        int from = outAt - copyOffset;
        if (copyOffset == 1) {
            Arrays.fill(out, outAt, outAt + length, out[from]);
        } else if (copyOffset >= length && length > SHORT_COPY_BYTES) {
            System.arraycopy(out, from, out, outAt, length);
        } else {
            for (int i = 0; i < length; i++) {
                out[outAt + i] = out[from + i];
            }
        }
        copyLeft -= length;
        produced(length);
    }

    private void produced(int length) {
        outAt += length;
        blockLeft -= length;
        blockDone += length;
    }

    private long uncompressedLength() throws IOException {
        long length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = nextByte();
            length |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return length;
            }
        }
        throw new IOException("a snappy block of impossible length");
    }

    private int littleOrBig(int bytes, boolean big) throws IOException {
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            int shift = 8 * (big ? bytes - 1 - i : i);
            value |= nextByte() << shift;
        }
        return value;
    }

    private int nextByte() throws IOException {
        if (inAt >= blockEnd) {
            throw new IOException("a snappy block ends early");
        }
        return in.get(inAt++) & 0xff;
    }

    @Override
    public void close() {
        if (window != null) {
            pool.release(window);
            window = null;
        }
    }
}

package io.tailwater.tcp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A frame with something wrong in its content; its length says what it has. Stateless. */
final class SpoiltFrame {

    private static final byte[] EDGE_BYTES = {0, 1, 2, 0x7f, (byte) 0x80, (byte) 0xff, (byte) 0xfe};
    private static final int[] EDGE_INTS = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 16, 1 << 24};
    /** Length, API key and version: spoilt ones end the matter at once. */
    private static final int KEPT_BYTES = 8;

    private SpoiltFrame() {}

    /** One to four bytes or numbers are others, or bytes are missing, repeated or added. */
    static byte[] of(byte[] frame, Random random) {
        byte[] spoilt = frame.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && spoilt.length > KEPT_BYTES; changes--) {
            spoilt = changed(spoilt, KEPT_BYTES + random.nextInt(spoilt.length - KEPT_BYTES), random);
        }
        return withLength(spoilt);
    }

    /** Only its beginning: at least one byte of its content is missing. */
    static byte[] cut(byte[] frame, Random random) {
        return withLength(Arrays.copyOf(frame, KEPT_BYTES + random.nextInt(frame.length - KEPT_BYTES)));
    }

    private static byte[] changed(byte[] bytes, int at, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1, 2 -> bytes[at] = EDGE_BYTES[random.nextInt(EDGE_BYTES.length)];
            case 3 -> {
                if (at + Integer.BYTES <= bytes.length) {
                    ByteBuffer.wrap(bytes).putInt(at, EDGE_INTS[random.nextInt(EDGE_INTS.length)]);
                }
            }
            case 4 -> {
                return joined(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(8)));
            }
            default -> {
                return joined(bytes, at, Math.max(KEPT_BYTES, at - 1 - random.nextInt(16)));
            }
        }
        return bytes;
    }

    /** The bytes up to {@code end}, and then those from {@code start}: some are missing or twice there. */
    private static byte[] joined(byte[] bytes, int end, int start) {
        byte[] joined = Arrays.copyOf(bytes, end + bytes.length - start);
        System.arraycopy(bytes, start, joined, end, bytes.length - start);
        return joined;
    }

    private static byte[] withLength(byte[] frame) {
        ByteBuffer.wrap(frame).putInt(0, frame.length - Integer.BYTES);
        return frame;
    }
}

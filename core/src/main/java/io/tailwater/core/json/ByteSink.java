package io.tailwater.core.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Bytes of JSON text, in an array that grows and is used again. Owned by one thread. */
public final class ByteSink {

    private static final int BLOCK = 512;
    private static final int LONGEST_ESCAPE = 6;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What is written for a byte below 0x80 in a string: 0 for itself, 'u' for a code, else the letter after a backslash. */
    private static final byte[] ESCAPES = new byte[128];

    static {
        Arrays.fill(ESCAPES, 0, 32, (byte) 'u');
        ESCAPES['\b'] = 'b';
        ESCAPES['\f'] = 'f';
        ESCAPES['\n'] = 'n';
        ESCAPES['\r'] = 'r';
        ESCAPES['\t'] = 't';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
    }

    private byte[] bytes;
    private int size;

    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    public int size() {
        return size;
    }

    /** Forgets what was written after a size. */
    public void truncate(int newSize) {
        size = newSize;
    }

    /** What was written; valid until more is. */
    public byte[] array() {
        return bytes;
    }

    public ByteSink put(byte one) {
        room(1);
        bytes[size++] = one;
        return this;
    }

    public ByteSink put(byte[] all) {
        room(all.length);
        System.arraycopy(all, 0, bytes, size, all.length);
        size += all.length;
        return this;
    }

    /** What is between position and limit, unmoved. */
    public ByteSink put(ByteBuffer raw) {
        int length = raw.remaining();
        room(length);
        raw.get(raw.position(), bytes, size, length);
        size += length;
        return this;
    }

    /** A whole number. */
    public ByteSink put(long number) {
        if (number < 0) {
            return put(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        room(digits);
        long rest = number;
        for (int at = size + digits - 1; at >= size; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }

    /** UTF-8 as a string with its quotes. */
    public ByteSink putString(ByteBuffer utf8) {
        put((byte) '"');
        for (int from = utf8.position(), to = utf8.limit(); from < to; from += BLOCK) {
            putEscaped(utf8, from, Math.min(to, from + BLOCK));
        }
        return put((byte) '"');
    }

    private void putEscaped(ByteBuffer utf8, int from, int to) {
        room(LONGEST_ESCAPE * (to - from));
        byte[] target = bytes;
        int at = size;
        for (int i = from; i < to; i++) {
            byte next = utf8.get(i);
            byte escape = next < 0 ? 0 : ESCAPES[next];
            if (escape == 0) {
                target[at++] = next;
            } else {
                target[at++] = '\\';
                target[at++] = escape;
                if (escape == 'u') {
                    target[at++] = '0';
                    target[at++] = '0';
                    target[at++] = HEX[next >> 4];
                    target[at++] = HEX[next & 15];
                }
            }
        }
        size = at;
    }

    public ByteSink putString(String text) {
        return putString(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Bytes in Base64, with quotes. */
    public ByteSink putBase64(ByteBuffer raw) {
        put((byte) '"');
        ByteBuffer encoded = Base64.getEncoder().encode(raw.duplicate());
        return put(encoded).put((byte) '"');
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length + (bytes.length >> 1)));
        }
    }
}

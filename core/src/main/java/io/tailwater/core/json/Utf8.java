package io.tailwater.core.json;

import java.nio.ByteBuffer;

/** Whether bytes are UTF-8 as browsers demand it (RFC 3629: shortest form, no surrogates). Stateless. */
public final class Utf8 {

    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Looks at what is between position and limit, unmoved. */
    public static boolean valid(ByteBuffer bytes) {
        int at = bytes.position();
        int end = bytes.limit();
        while (at < end) {
            if (end - at >= Long.BYTES && (bytes.getLong(at) & HIGH_BITS) == 0) {
                at += Long.BYTES;
            } else if (bytes.get(at) >= 0) {
                at++;
            } else {
                int length = sequence(bytes, at, end);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /** How many bytes the character has that begins here; 0 when it is none. */
    private static int sequence(ByteBuffer bytes, int at, int end) {
        int first = bytes.get(at) & 0xff;
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || end - at < length) {
            return 0;
        }
        int second = bytes.get(at + 1) & 0xff;
        boolean fits = switch (first) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
        for (int i = 1; i < length; i++) {
            fits &= (bytes.get(at + i) & 0xc0) == 0x80;
        }
        return fits ? length : 0;
    }
}

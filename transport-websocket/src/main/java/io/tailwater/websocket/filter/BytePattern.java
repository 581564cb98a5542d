package io.tailwater.websocket.filter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A text to look for in bytes. Immutable. Knuth, Morris and Pratt's search: no input makes it slow. */
final class BytePattern {

    private final byte[] pattern;
    private final int[] fallback;

    BytePattern(String text) {
        pattern = text.getBytes(StandardCharsets.UTF_8);
        fallback = new int[pattern.length];
        for (int at = 1, matched = 0; at < pattern.length; at++) {
            while (matched > 0 && pattern[at] != pattern[matched]) {
                matched = fallback[matched - 1];
            }
            matched += pattern[at] == pattern[matched] ? 1 : 0;
            fallback[at] = matched;
        }
    }

    boolean equalTo(@Nullable ByteBuffer bytes) {
        return bytes != null && bytes.remaining() == pattern.length && begins(bytes);
    }

    boolean begins(@Nullable ByteBuffer bytes) {
        return bytes != null
                && bytes.remaining() >= pattern.length
                && bytes.slice(bytes.position(), pattern.length).equals(ByteBuffer.wrap(pattern));
    }

    boolean within(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return false;
        }
        int matched = 0;
        for (int at = bytes.position(), end = bytes.limit(); at < end && matched < pattern.length; at++) {
            byte next = bytes.get(at);
            while (matched > 0 && next != pattern[matched]) {
                matched = fallback[matched - 1];
            }
            matched += next == pattern[matched] ? 1 : 0;
        }
        return matched == pattern.length;
    }
}

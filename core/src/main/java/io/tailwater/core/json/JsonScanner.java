package io.tailwater.core.json;

import java.nio.ByteBuffer;

/**
 * Walks over JSON text (RFC 8259) in bytes that are known to be UTF-8, without making anything of it. Owned by one thread; a
 * scanner is moved from value to value.
 */
final class JsonScanner {

    /** Deeper nesting counts as not JSON: browsers and libraries have limits of their own. */
    public static final int MAX_DEPTH = 64;

    private static final int BROKEN = -1;

    private ByteBuffer text = ByteBuffer.allocate(0);
    private int end;

    /** Whether what is between position and limit, unmoved, is one JSON value with nothing but white space around it. */
    public boolean valid(ByteBuffer utf8) {
        begin(utf8);
        int at = value(space(utf8.position()), 0);
        return at >= 0 && space(at) == end;
    }

    /** Whether it is one object or array. */
    public boolean validContainer(ByteBuffer utf8) {
        begin(utf8);
        int first = space(utf8.position());
        return first < end && (text.get(first) == '{' || text.get(first) == '[') && valid(utf8);
    }

    /** Begins to walk over text that is {@link #valid}. */
    void begin(ByteBuffer utf8) {
        text = utf8;
        end = utf8.limit();
    }

    int space(int from) {
        int at = from;
        while (at < end) {
            byte next = text.get(at);
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                break;
            }
            at++;
        }
        return at;
    }

    /** Where the value that begins here ends; negative when it is none. */
    int value(int at, int depth) {
        if (at < 0 || at >= end) {
            return BROKEN;
        }
        return switch (text.get(at)) {
            case '{' -> depth == MAX_DEPTH ? BROKEN : object(at + 1, depth + 1);
            case '[' -> depth == MAX_DEPTH ? BROKEN : array(at + 1, depth + 1);
            case '"' -> string(at + 1);
            case 't' -> word(at, "true");
            case 'f' -> word(at, "false");
            case 'n' -> word(at, "null");
            default -> number(at);
        };
    }

    private int object(int from, int depth) {
        int at = space(from);
        if (is(at, '}')) {
            return at + 1;
        }
        while (is(at, '"')) {
            at = string(at + 1);
            at = at < 0 ? at : space(at);
            if (!is(at, ':')) {
                return BROKEN;
            }
            at = value(space(at + 1), depth);
            at = at < 0 ? at : space(at);
            if (is(at, '}')) {
                return at + 1;
            }
            if (!is(at, ',')) {
                return BROKEN;
            }
            at = space(at + 1);
        }
        return BROKEN;
    }

    private int array(int from, int depth) {
        int at = space(from);
        if (is(at, ']')) {
            return at + 1;
        }
        while (true) {
            at = value(at, depth);
            at = at < 0 ? at : space(at);
            if (is(at, ']')) {
                return at + 1;
            }
            if (!is(at, ',')) {
                return BROKEN;
            }
            at = space(at + 1);
        }
    }

    /** Where a string ends whose first character is here, after its closing quote. */
    int string(int from) {
        int at = from;
        while (at < end) {
            byte next = text.get(at++);
            if (next == '"') {
                return at;
            }
            if (next == '\\') {
                at = escape(at);
                if (at < 0) {
                    return BROKEN;
                }
            } else if (next >= 0 && next < 0x20) {
                return BROKEN;
            }
        }
        return BROKEN;
    }

    private int escape(int at) {
        if (at >= end) {
            return BROKEN;
        }
        byte letter = text.get(at);
        if (letter == 'u') {
            if (end - at < 5) {
                return BROKEN;
            }
            for (int i = 1; i <= 4; i++) {
                if (Character.digit(text.get(at + i), 16) < 0) {
                    return BROKEN;
                }
            }
            return at + 5;
        }
        return "\"\\/bfnrt".indexOf(letter) >= 0 ? at + 1 : BROKEN;
    }

    private int word(int at, String word) {
        if (end - at < word.length()) {
            return BROKEN;
        }
        for (int i = 1; i < word.length(); i++) {
            if (text.get(at + i) != word.charAt(i)) {
                return BROKEN;
            }
        }
        return at + word.length();
    }

    private int number(int from) {
        int at = is(from, '-') ? from + 1 : from;
        int digits = digits(at);
        if (digits == at || (digits - at > 1 && text.get(at) == '0')) {
            return BROKEN;
        }
        at = digits;
        if (is(at, '.')) {
            digits = digits(at + 1);
            if (digits == at + 1) {
                return BROKEN;
            }
            at = digits;
        }
        if (is(at, 'e') || is(at, 'E')) {
            int exponent = is(at + 1, '+') || is(at + 1, '-') ? at + 2 : at + 1;
            at = digits(exponent);
            return at == exponent ? BROKEN : at;
        }
        return at;
    }

    private int digits(int from) {
        int at = from;
        while (at < end && text.get(at) >= '0' && text.get(at) <= '9') {
            at++;
        }
        return at;
    }

    boolean is(int at, char expected) {
        return at >= 0 && at < end && text.get(at) == expected;
    }
}

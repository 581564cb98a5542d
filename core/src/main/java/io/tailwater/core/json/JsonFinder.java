package io.tailwater.core.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a value in JSON text by its path. Owned by one thread. */
public final class JsonFinder {

    /** In place of a value that is no scalar, or a number longer than anybody compares with. */
    private static final Object OTHER = new Object();

    private static final int LONGEST_NUMBER = 128;

    private final JsonScanner scanner = new JsonScanner();
    private ByteBuffer text = ByteBuffer.allocate(0);
    private int from;
    private int to;

    /**
     * Looks for a value.
     *
     * @param utf8 between position and limit, unmoved
     * @param path names ({@link String}) and indexes ({@link Integer}), from the outside in
     * @return whether it is JSON and has something at the path
     */
    public boolean find(ByteBuffer utf8, List<Object> path) {
        if (!scanner.valid(utf8)) {
            return false;
        }
        text = utf8;
        from = scanner.space(utf8.position());
        for (Object step : path) {
            boolean inside = step instanceof String name ? member(name) : element((Integer) step);
            if (!inside) {
                return false;
            }
        }
        to = scanner.value(from, 0);
        return true;
    }

    private boolean member(String name) {
        if (text.get(from) != '{') {
            return false;
        }
        int at = scanner.space(from + 1);
        while (scanner.is(at, '"')) {
            int nameEnd = scanner.string(at + 1);
            int value = scanner.space(scanner.space(nameEnd) + 1);
            if (string(at, nameEnd).equals(name)) {
                from = value;
                return true;
            }
            at = scanner.space(scanner.value(value, 0));
            at = scanner.is(at, ',') ? scanner.space(at + 1) : at;
        }
        return false;
    }

    private boolean element(int index) {
        if (text.get(from) != '[') {
            return false;
        }
        int at = scanner.space(from + 1);
        for (int i = 0; !scanner.is(at, ']'); i++) {
            if (i == index) {
                from = at;
                return true;
            }
            at = scanner.space(scanner.value(at, 0));
            at = scanner.is(at, ',') ? scanner.space(at + 1) : at;
        }
        return false;
    }

    /** What was found: a {@link String}, {@link BigDecimal}, {@link Boolean} or null; an object of no such kind otherwise. */
    public @Nullable Object scalar() {
        return switch (text.get(from)) {
            case '"' -> string(from, to);
            case 't' -> true;
            case 'f' -> false;
            case 'n' -> null;
            case '{', '[' -> OTHER;
            default -> to - from > LONGEST_NUMBER ? OTHER : number();
        };
    }

    private Object number() {
        try {
            return new BigDecimal(text(from, to));
        } catch (NumberFormatException e) {
            return OTHER; // an exponent beyond all reason
        }
    }

    private String text(int start, int end) {
        return StandardCharsets.UTF_8.decode(text.slice(start, end - start)).toString();
    }

    /** A string between its quotes, with what is escaped in it. */
    private String string(int start, int end) {
        String raw = text(start + 1, end - 1);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        StringBuilder plain = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char next = raw.charAt(i);
            if (next != '\\') {
                plain.append(next);
                continue;
            }
            char letter = raw.charAt(++i);
            switch (letter) {
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'n' -> plain.append('\n');
                case 'r' -> plain.append('\r');
                case 't' -> plain.append('\t');
                case 'u' -> {
                    plain.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
                    i += 4;
                }
                default -> plain.append(letter);
            }
        }
        return plain.toString();
    }
}

package io.tailwater.core.text;

import java.util.HexFormat;

/** Makes what strangers chose fit to be shown: in a log, in metrics. Stateless. */
public final class PrintableText {

    /** Longer texts are cut. */
    public static final int LONGEST = 256;

    private PrintableText() {}

    /** On one line and not too long, whoever chose it. */
    public static String of(String text) {
        int length = Math.min(text.length(), LONGEST);
        int plain = 0;
        while (plain < length && isPlain(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder printed = new StringBuilder(length + 1).append(text, 0, plain);
        for (int i = plain; i < length; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                printed.append(c);
            } else {
                escape(c, printed);
            }
        }
        return length < text.length() ? printed.append('…').toString() : printed.toString();
    }

    /** On one line, however long: for what we say ourselves, into which something of others may have come. */
    public static String onOneLine(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder line = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                escape(c, line);
            } else {
                line.append(c);
            }
        }
        return line.toString();
    }

    /** As Java and JSON write it. */
    private static void escape(char c, StringBuilder to) {
        to.append('\\').append('u').append(HexFormat.of().toHexDigits(c));
    }

    /** Neither what ends lines and moves cursors nor what turns the direction of writing around. */
    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

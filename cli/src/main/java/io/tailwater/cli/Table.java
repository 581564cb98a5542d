package io.tailwater.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of text under headings, as wide as need be; what is no printable character is shown as {@code ?}. Not thread-safe. */
final class Table {

    private static final String GAP = "  ";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** @param cells one for each heading */
    void add(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(printable(String.valueOf(cell)));
        }
        rows.add(row);
    }

    void printTo(PrintWriter out) {
        int[] widths = new int[headings.size()];
        measure(widths, headings);
        rows.forEach(row -> measure(widths, row));
        print(out, widths, headings);
        rows.forEach(row -> print(out, widths, row));
    }

    private static void measure(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static void print(PrintWriter out, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
            line.append(GAP);
        }
        out.println(line.toString().stripTrailing());
    }

    /** A cell for what may not be known. */
    static Object shown(@Nullable Object value) {
        return value == null ? "-" : value;
    }

    /** Names come from clients: they must not move the cursor of whoever looks. */
    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            int type = Character.getType(point);
            boolean hidden = Character.isISOControl(point) || type == Character.FORMAT || type == Character.SURROGATE;
            shown.appendCodePoint(hidden ? '?' : point);
        });
        return shown.toString();
    }
}

package io.tailwater.server;

/** JSON in which people have explained themselves. Stateless. */
final class CommentedJson {

    private CommentedJson() {}

    /**
     * The same without comments: {@code //} to the end of the line, and what is between {@code /*} and its end. Blanks take their
     * place, so that a parser's lines and columns are those of the file.
     */
    static String withoutComments(String text) {
        StringBuilder json = new StringBuilder(text);
        boolean inString = false;
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (inString) {
                if (each == '\\') {
                    i++;
                } else {
                    inString = each != '"';
                }
            } else if (each == '"') {
                inString = true;
            } else if (text.startsWith("//", i)) {
                i = blank(json, i, end(text, "\n", i)) - 1;
            } else if (text.startsWith("/*", i)) {
                i = blank(json, i, Math.min(text.length(), end(text, "*/", i + 2) + 2)) - 1;
            }
        }
        return json.toString();
    }

    private static int end(String text, String mark, int from) {
        int at = text.indexOf(mark, from);
        return at < 0 ? text.length() : at;
    }

    private static int blank(StringBuilder json, int from, int to) {
        for (int i = from; i < to; i++) {
            if (json.charAt(i) != '\n') {
                json.setCharAt(i, ' ');
            }
        }
        return to;
    }
}

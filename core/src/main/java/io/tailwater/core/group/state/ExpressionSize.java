package io.tailwater.core.group.state;

import java.util.ArrayDeque;

/**
 * How large the program of a regular expression becomes, estimated from its text: repetitions are written out, and those within
 * others multiply, so that {@code (((a{100}){100}){100})} takes a million steps and all memory. Used once, by one thread.
 */
final class ExpressionSize {

    private static final long TOO_LARGE = Long.MAX_VALUE / 4;

    private final String expression;
    private final ArrayDeque<Long> outer = new ArrayDeque<>();
    private int at;
    private long size;
    private long lastAtom;

    private ExpressionSize(String expression) {
        this.expression = expression;
    }

    /** About how many steps the program has; very many when the text makes no sense. */
    static long of(String expression) {
        return new ExpressionSize(expression).scan();
    }

    private long scan() {
        while (at < expression.length() && size < TOO_LARGE) {
            char next = expression.charAt(at++);
            switch (next) {
                case '(' -> {
                    outer.push(size);
                    size = 0;
                    lastAtom = 0;
                }
                case ')' -> {
                    if (outer.isEmpty()) {
                        return TOO_LARGE;
                    }
                    lastAtom = size + 2;
                    size = outer.pop() + lastAtom;
                }
                case '\\' -> escape();
                case '[' -> {
                    passOverClass();
                    atom();
                }
                case '{' -> repetition();
                default -> atom();
            }
        }
        return outer.isEmpty() ? size : TOO_LARGE;
    }

    private void atom() {
        lastAtom = 1;
        size++;
    }

    private void escape() {
        if (at < expression.length() && expression.charAt(at) == 'Q') {
            int end = expression.indexOf("\\E", at);
            int past = end < 0 ? expression.length() : end + 2;
            size += past - at;
            lastAtom = 1;
            at = past;
        } else {
            at++;
            atom();
        }
    }

    /** The first character of a class may be its closing bracket. */
    private void passOverClass() {
        if (at < expression.length() && expression.charAt(at) == '^') {
            at++;
        }
        int begin = at;
        while (at < expression.length() && (expression.charAt(at) != ']' || at == begin)) {
            at += expression.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private void repetition() {
        int end = expression.indexOf('}', at);
        long most = end < 0 ? 0 : most(expression.substring(at, end));
        if (most == 0) {
            atom(); // a brace that is meant
            return;
        }
        at = end + 1;
        size += lastAtom * (most - 1);
        lastAtom *= most;
        if (lastAtom > Integer.MAX_VALUE) {
            size = TOO_LARGE;
        }
    }

    /** The largest number of {@code n}, {@code n,} and {@code n,m}; 0 when it is none of them. */
    private static long most(String numbers) {
        if (!numbers.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            return 0;
        }
        long most = 1;
        for (String number : numbers.split(",", -1)) {
            most = Math.max(most, number.isEmpty() ? 1 : Long.parseLong(number) + 1);
        }
        return most;
    }
}

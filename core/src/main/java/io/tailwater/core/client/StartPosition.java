package io.tailwater.core.client;

/** Where to begin to read, in each partition. */
public sealed interface StartPosition {

    /** At the first record there is. */
    record Earliest() implements StartPosition {}

    /** After the last record there is. */
    record Latest() implements StartPosition {}

    /** At an offset, 0 or more. */
    record AtOffset(long offset) implements StartPosition {}

    /** At the first record that has at least this timestamp, in milliseconds since 1970; after the last when none has. */
    record AtTimestamp(long timestampMillis) implements StartPosition {}

    /** So many records before the end, 0 or more. */
    record Last(long records) implements StartPosition {}

    /**
     * Reads a text: {@code earliest}, {@code latest}, an offset, {@code timestamp:} with milliseconds, {@code last:} with a
     * number of records.
     *
     * @throws IllegalArgumentException with a sentence that says what can be written
     */
    static StartPosition parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String number = text.substring(colon + 1);
        try {
            return switch (kind) {
                case "earliest" -> new Earliest();
                case "latest" -> new Latest();
                case "timestamp" -> new AtTimestamp(notNegative(number));
                case "last" -> new Last(notNegative(number));
                default -> new AtOffset(notNegative(text));
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'from' must be earliest, latest, an offset, timestamp:<milliseconds> or last:<records>, not '"
                            + text + "'.");
        }
    }

    private static long notNegative(String text) {
        long number = Long.parseLong(text);
        if (number < 0) {
            throw new NumberFormatException(text);
        }
        return number;
    }
}

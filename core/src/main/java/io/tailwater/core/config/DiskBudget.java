package io.tailwater.core.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of the disk may be used, before the oldest segments go early.
 *
 * @param bytes of all logs together, or 0 where the budget is a part of the volume
 * @param percent of the volume, whoever uses it, or 0 where the budget is in bytes; both are 0 when there is no budget
 */
public record DiskBudget(long bytes, int percent) {

    /** No budget. */
    public static final DiskBudget OFF = new DiskBudget(0, 0);

    /** The smallest budget in bytes: a few segments must fit. */
    static final long LEAST_BYTES = 16 << 20;

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}) ?(%|[KMGT](?:i?B)?|B|)");
    private static final String UNITS = "KMGT";

    /**
     * Reads {@code 80%}, {@code 500000000}, {@code 500 MB} or {@code 20GiB}; nothing, or {@code off}, for none.
     *
     * @throws InvalidConfigException with a sentence that says what would be right
     */
    public static DiskBudget parse(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || stripped.toLowerCase(Locale.ROOT).equals("off")) {
            return OFF;
        }
        Matcher matcher = TEXT.matcher(stripped);
        if (!matcher.matches()) {
            throw wrong(text);
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        if (unit.equals("%")) {
            if (number < 1 || number > 99) {
                throw wrong(text);
            }
            return new DiskBudget(0, (int) number);
        }
        long bytes = scaled(number, unit);
        if (bytes < LEAST_BYTES) {
            throw wrong(text);
        }
        return new DiskBudget(bytes, 0);
    }

    private static long scaled(long number, String unit) {
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.charAt(0)) + 1;
        double bytes = number * Math.pow(unit.contains("i") ? 1024 : 1000, power);
        return bytes > Long.MAX_VALUE ? Long.MAX_VALUE : (long) bytes;
    }

    private static InvalidConfigException wrong(String text) {
        return new InvalidConfigException("storage.diskBudget must be 'off', a part of the volume from 1% to 99%, or"
                + " bytes such as 20GiB, at least " + (LEAST_BYTES >> 20) + " MiB; not '" + text + "'.");
    }

    public boolean isOff() {
        return bytes == 0 && percent == 0;
    }

    @Override
    public String toString() {
        return isOff() ? "off" : percent > 0 ? percent + "%" : Long.toString(bytes);
    }
}

package io.tailwater.core.config;

import java.util.Collection;

/** Finds what somebody probably meant to write. */
public final class NearestName {

    private NearestName() {}

    /**
     * The known name that takes the fewest changed, added or removed letters to get from a wrong one; capitals do not count.
     *
     * @param known at least one name
     */
    public static String of(String wrong, Collection<String> known) {
        String nearest = "";
        int fewest = Integer.MAX_VALUE;
        for (String name : known) {
            int changes = changes(wrong, name);
            if (changes < fewest) {
                fewest = changes;
                nearest = name;
            }
        }
        return nearest;
    }

    private static int changes(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                boolean same = Character.toLowerCase(from.charAt(i - 1)) == Character.toLowerCase(to.charAt(j - 1));
                int replaced = previous[j - 1] + (same ? 0 : 1);
                current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[to.length()];
    }
}

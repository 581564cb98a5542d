package io.tailwater.core.security.rule;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values of all keys that a text begins with, by one binary search. Immutable.
 *
 * <p>In sorted order, a key that the text begins with stands before the text, and between them stand only texts that begin with
 * that key, too. So every such key is the last one before the text, or one that this begins with, or one which that begins
 * with, and so on: each key knows the longest other that it begins with.
 */
final class PrefixTable<V> {

    /** Combines the values found. */
    interface Fold<V> {

        long add(long before, V value);
    }

    private static final int NONE = -1;

    private final String[] keys;
    private final int[] shorter;
    private final Object[] values;

    PrefixTable(Map<String, V> entries) {
        TreeMap<String, V> sorted = new TreeMap<>(entries);
        keys = sorted.keySet().toArray(String[]::new);
        values = sorted.values().toArray();
        shorter = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            shorter[i] = beginning(i - 1, keys[i]);
        }
    }

    /** The last key, at this index or on its way of shorter ones, that a text begins with. */
    private int beginning(int from, String text) {
        int at = from;
        while (at >= 0 && !text.startsWith(keys[at])) {
            at = shorter[at];
        }
        return at < 0 ? NONE : at;
    }

    private int longest(String text) {
        if (keys.length == 0) {
            return NONE;
        }
        int found = Arrays.binarySearch(keys, text);
        return beginning(found >= 0 ? found : -found - 2, text);
    }

    /** Whether the text begins with any key. */
    boolean matches(String text) {
        return longest(text) != NONE;
    }

    /** Goes through the values of all keys that a text begins with, the longest first. */
    @SuppressWarnings("unchecked")
    long fold(String text, long start, Fold<V> fold) {
        long folded = start;
        for (int at = longest(text); at != NONE; at = shorter[at]) {
            folded = fold.add(folded, (V) values[at]);
        }
        return folded;
    }

    /** The value of one key, or null. */
    @SuppressWarnings("unchecked")
    @Nullable
    V get(String key) {
        int found = Arrays.binarySearch(keys, key);
        return found < 0 ? null : (V) values[found];
    }
}

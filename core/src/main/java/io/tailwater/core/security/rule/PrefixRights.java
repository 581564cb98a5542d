package io.tailwater.core.security.rule;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The {@link Rights} of all prefixes that a name begins with, by one binary search. Immutable.
 *
 * <p>In sorted order, a prefix of the name stands before the name, and between them stand only texts that begin with that
 * prefix, too. So every prefix of the name is the last text before it, or one that this begins with, or one which that begins
 * with, and so on: each knows the longest other that it begins with, and what it and all shorter ones say about every host.
 */
final class PrefixRights {

    private static final int NONE = -1;

    private final String[] prefixes;

    /** Of each, the longest other that it begins with. */
    private final int[] shorter;

    /** What each and all shorter ones say, wherever the client comes from. */
    private final long[] anywhere;

    private final HostRights[] rights;

    /** Each itself, if it says more about some hosts, or the longest shorter one that does. */
    private final int[] aboutHosts;

    PrefixRights(Map<String, HostRights> byPrefix) {
        TreeMap<String, HostRights> sorted = new TreeMap<>(byPrefix);
        prefixes = sorted.keySet().toArray(String[]::new);
        rights = sorted.values().toArray(HostRights[]::new);
        shorter = new int[prefixes.length];
        anywhere = new long[prefixes.length];
        aboutHosts = new int[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            int above = longest(i - 1, prefixes[i]);
            shorter[i] = above;
            anywhere[i] = rights[i].anywhere() | (above == NONE ? Rights.NONE : anywhere[above]);
            aboutHosts[i] = rights[i].byHost().isEmpty() ? nextAboutHosts(i) : i;
        }
    }

    /** The longest prefix of a name that is the one at this index or shorter than that; what that one begins with, so does the name. */
    private int longest(int from, String name) {
        if (from < 0) {
            return NONE;
        }
        int common = commonLength(prefixes[from], name);
        int at = from;
        while (at != NONE && prefixes[at].length() > common) {
            at = shorter[at];
        }
        return at;
    }

    private static int commonLength(String one, String other) {
        int most = Math.min(one.length(), other.length());
        int length = 0;
        while (length < most && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    private int longest(String name) {
        int found = Arrays.binarySearch(prefixes, name);
        return found >= 0 ? found : longest(-found - 2, name);
    }

    private int nextAboutHosts(int at) {
        return shorter[at] == NONE ? NONE : aboutHosts[shorter[at]];
    }

    /** Whether the name begins with any of them. */
    boolean mention(String name) {
        return longest(name) != NONE;
    }

    long of(String name, String host) {
        int at = longest(name);
        if (at == NONE) {
            return Rights.NONE;
        }
        long found = anywhere[at];
        for (int i = aboutHosts[at]; i != NONE; i = nextAboutHosts(i)) {
            found |= rights[i].of(host);
        }
        return found;
    }
}

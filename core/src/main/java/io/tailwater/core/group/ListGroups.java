package io.tailwater.core.group;

import java.util.Set;

/**
 * Asks which groups there are.
 *
 * @param states only those in one of these states, spelled as {@link GroupState#text} in any case; empty for all
 * @param types only those of one of these types, spelled as {@link GroupType#text} in any case; empty for all
 */
public record ListGroups(Set<String> states, Set<String> types) {

    public ListGroups {
        states = Set.copyOf(states);
        types = Set.copyOf(types);
    }
}

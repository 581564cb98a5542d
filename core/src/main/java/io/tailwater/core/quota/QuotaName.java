package io.tailwater.core.quota;

import org.jspecify.annotations.Nullable;

/**
 * One user, client id or address, or all that have no quota of their own.
 *
 * @param name null for the default; it comes from outside, and may be any text
 */
public record QuotaName(@Nullable String name) implements Comparable<QuotaName> {

    /** Whoever has no quota of their own. */
    public static final QuotaName DEFAULT = new QuotaName(null);

    /** The default first. */
    @Override
    public int compareTo(QuotaName other) {
        if (name == null || other.name == null) {
            return Boolean.compare(name != null, other.name != null);
        }
        return name.compareTo(other.name);
    }
}

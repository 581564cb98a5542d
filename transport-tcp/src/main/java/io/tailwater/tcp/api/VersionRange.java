package io.tailwater.tcp.api;

/**
 * Versions of an API.
 *
 * @param lowest the first
 * @param highest the last, included
 */
public record VersionRange(short lowest, short highest) {

    /** For literals. */
    public static VersionRange of(int lowest, int highest) {
        return new VersionRange((short) lowest, (short) highest);
    }

    public boolean contains(short version) {
        return version >= lowest && version <= highest;
    }
}

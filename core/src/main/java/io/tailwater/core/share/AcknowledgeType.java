package io.tailwater.core.share;

import org.jspecify.annotations.Nullable;

/** What a member says of a record it was given; in the order of their numbers on the wire. */
public enum AcknowledgeType {
    /** There is no record at this offset. */
    GAP,
    /** It was dealt with. */
    ACCEPT,
    /** Somebody else may have it. */
    RELEASE,
    /** Nobody can deal with it. */
    REJECT,
    /** It takes longer: the member keeps it for another lock duration (KIP-1222). */
    RENEW;

    private static final AcknowledgeType[] BY_NUMBER = values();

    /** By its number on the wire, or null for a number that stands for none. */
    public static @Nullable AcknowledgeType of(byte number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}

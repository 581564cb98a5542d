package io.tailwater.core.quota;

import org.jspecify.annotations.Nullable;

/** What a quota bounds, with Kafka's names. */
public enum QuotaKey {
    /** Bytes of produce requests a second. */
    PRODUCER_BYTE_RATE("producer_byte_rate", false, true),

    /** Bytes of records read a second. */
    CONSUMER_BYTE_RATE("consumer_byte_rate", false, true),

    /** Time that requests take on event loops, in percent of one of them (KIP-124). */
    REQUEST_PERCENTAGE("request_percentage", false, false),

    /** Partitions created and deleted a second (KIP-599). */
    CONTROLLER_MUTATION_RATE("controller_mutation_rate", false, false),

    /** Connections a second (KIP-612). */
    CONNECTION_CREATION_RATE("connection_creation_rate", true, true);

    private final String text;
    private final boolean ofAddresses;
    private final boolean whole;

    QuotaKey(String text, boolean ofAddresses, boolean whole) {
        this.text = text;
        this.ofAddresses = ofAddresses;
        this.whole = whole;
    }

    /** Its name in requests and on disk. */
    public String text() {
        return text;
    }

    /** The key of that name, or null. */
    public static @Nullable QuotaKey of(String text) {
        for (QuotaKey key : values()) {
            if (key.text.equals(text)) {
                return key;
            }
        }
        return null;
    }

    /** Whether it bounds what comes from an address, rather than what a user or a client id does. */
    boolean ofAddresses() {
        return ofAddresses;
    }

    /** Why a value cannot be had, in a sentence; null when it can. */
    @Nullable
    String refusal(double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            return "Quota " + text + " must be greater than 0.";
        }
        if (whole && (value != Math.rint(value) || value > Long.MAX_VALUE)) {
            return "Quota " + text + " must be a whole number.";
        }
        return null;
    }
}

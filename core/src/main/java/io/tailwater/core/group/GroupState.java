package io.tailwater.core.group;

/** Where a group stands. */
public enum GroupState {
    /** No members; offsets, perhaps. */
    EMPTY("Empty"),
    /** Waits for its members to join again. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** Waits for the assignment its leader makes. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** The broker has not assigned yet what follows from the last change. */
    ASSIGNING("Assigning"),
    /** Some members do not have what is assigned to them yet. */
    RECONCILING("Reconciling"),
    /** Every member has its assignment. */
    STABLE("Stable"),
    /** About to be forgotten. */
    DEAD("Dead");

    private final String text;

    GroupState(String text) {
        this.text = text;
    }

    /** As Kafka's tools spell it. */
    public String text() {
        return text;
    }
}

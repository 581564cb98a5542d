package io.tailwater.core.config;

/**
 * A text that is never printed. Immutable.
 *
 * @param text what nobody should see; empty for none
 */
public record Secret(String text) {

    public static final Secret NONE = new Secret("");

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return isEmpty() ? "none" : "hidden";
    }
}

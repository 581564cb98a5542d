package io.tailwater.spi.security;

/**
 * Who somebody is towards the access rules, written {@code type:name} as Kafka does.
 *
 * @param type {@code User} unless an authenticator says otherwise; not empty, without colons
 * @param name what they are called, not empty; it may come from outside, and may be any text
 */
public record Principal(String type, String name) {

    /** The type of people and programs. */
    public static final String USER = "User";

    /** Whoever did not have to say who they are. */
    public static final Principal ANONYMOUS = user("ANONYMOUS");

    public Principal {
        if (type.isEmpty() || type.indexOf(':') >= 0 || name.isEmpty()) {
            throw new IllegalArgumentException("not a principal: " + type + ":" + name);
        }
    }

    public static Principal user(String name) {
        return new Principal(USER, name);
    }

    /**
     * Reads {@code type:name}.
     *
     * @throws IllegalArgumentException when it is not written so
     */
    public static Principal parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("A principal is written like User:alice, not '" + text + "'.");
        }
        return new Principal(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return type + ":" + name;
    }
}
